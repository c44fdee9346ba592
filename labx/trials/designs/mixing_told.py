"""What the result page says of a synthetic control: the gap, the mixture, the places where nothing happened."""

from typing import Any

from django.utils.translation import gettext as _

from labx.core.pages import formats
from labx.trials.designs.declare import Section
from labx.trials.telling.verdicts import cannot_say, p_text


def sections(told: Any) -> list[Section]:
    part, earlier = told.result["parts"]["mixture"], told.result["parts"]["earlier"]
    if "cannot" in part:
        return []
    return [gap(told, part, earlier), mixture(told, part)]


def gap(told: Any, part: dict[str, Any], earlier: dict[str, Any]) -> Section:
    """Period by period: the place, its mixture, and the gap."""
    outcome, kind = told.plan.primary, told.primary.kind
    words = {
        "gap": kind.written(outcome, part["effect"], signed=True),
        "p": p_text(part["p_value"]),
        "places": formats.number(part["places"] + 1),
    }
    sentences = [
        _(
            "After the change the place lay %(gap)s from its mixture on average. Among %(places)s places, the share "
            "with as large a gap is p = %(p)s."
        )
        % words
    ]
    if "cannot" in earlier:
        sentences.append(cannot_say(earlier))
    else:
        found = {"period": f"{earlier['period']:g}", "gap": kind.written(outcome, earlier["effect"], signed=True)}
        sentences.append(
            _("Pretending that it began in %(period)s, when it had not, the gap would be %(gap)s.") % found
        )
    rows = [
        [
            f"{period:g}" + ("" if number < part["first"] else " *"),
            kind.written(outcome, treated),
            kind.written(outcome, synthetic),
            kind.written(outcome, treated - synthetic, signed=True),
        ]
        for number, (period, treated, synthetic) in enumerate(
            zip(part["periods"], part["treated"], part["synthetic"], strict=True)
        )
    ]
    heads = [_("Period (* with the change)"), _("The place"), _("Its mixture"), _("Gap")]
    return Section(title=_("The place and its mixture"), sentences=sentences, heads=heads, rows=rows, level="reader")


def mixture(told: Any, part: dict[str, Any]) -> Section:
    """Who is in the mixture, and what is left of the gap without each of them."""
    outcome, kind = told.plan.primary, told.primary.kind
    without = dict(part["without_each"])
    rows = [
        [name, formats.percent(weight, 1), kind.written(outcome, without[name], signed=True)]
        for name, weight in sorted(part["weights"], key=lambda pair: -pair[1])
    ]
    words = {"error": kind.written(outcome, part["error_before"])}
    return Section(
        title=_("What the mixture is made of"),
        sentences=[_("Before the change the mixture missed the place by %(error)s on average.") % words],
        heads=[_("Place or office"), _("Share"), _("Mean gap without it")],
        rows=rows,
    )
