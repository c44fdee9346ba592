"""What the result page says of clusters: how many, how alike their people are, other ways to the same difference."""

from typing import Any

from django.utils.translation import gettext as _

from labx.core.pages import formats
from labx.trials.designs.declare import Section
from labx.trials.telling.effects import ESTIMATE_HEADS, effect_row, line
from labx.trials.telling.verdicts import cannot_say

FEW = 10


def sections(told: Any) -> list[Section]:
    parts = told.result["parts"]
    return [places(told, parts["clusters"], parts["alikeness"]), *(other_ways(told, one) for one in parts["ways"])]


def places(told: Any, clusters: list[dict[str, Any]], alikeness: dict[str, Any]) -> Section:
    sentences = []
    if min(one["clusters"] for one in clusters) < FEW:
        sentences.append(_("Some group has fewer than ten places: chance alone can make such groups differ."))
    sentences.append(alikeness_sentence(alikeness))
    rows = [
        [
            told.plan.arm(one["arm"]).label,
            *(formats.number(one[key]) if key in one else "" for key in ("clusters", "units", "smallest", "largest")),
        ]
        for one in clusters
    ]
    heads = [_("Group"), _("Sites"), _("People measured"), _("Smallest place"), _("Largest place")]
    return Section(title=_("The places"), sentences=sentences, heads=heads, rows=rows)


def alikeness_sentence(part: dict[str, Any]) -> str:
    if "cannot" in part:
        return cannot_say(part)
    effect = 1 + (part["mean_size"] * (1 + part["size_variation"] ** 2) - 1) * max(0.0, part["estimate"])
    words = {
        "correlation": formats.number(part["estimate"], 3),
        "low": formats.number(part["interval"]["lower"], 3),
        "high": formats.number(part["interval"]["upper"], 3),
        "factor": formats.number(effect, 1),
    }
    return (
        _(
            "People of the same place are alike: intraclass correlation %(correlation)s (%(low)s to %(high)s). "
            "It takes %(factor)s times as many people as if they were independent."
        )
        % words
    )


def other_ways(told: Any, part: dict[str, Any]) -> Section:
    labels = {
        "person": _("By person, errors by cluster (CR2)"),
        "cluster": _("Means of clusters (Welch)"),
        "places": _("One number for each place, each counting the same (Welch)"),
        "usual": _("By person, errors by cluster (CR1, t with the clusters less 2)"),
        "bootstrap": _("Wild bootstrap of clusters"),
        "ignored": _("As if people were independent: wrong here, shown for what it hides"),
    }
    scale = told.primary.kind.scale
    rows = [
        line(effect_row(label, part["estimates"][way], scale))
        for way, label in labels.items()
        if way in part["estimates"]
    ]
    arm = f": {told.plan.arm(part['arm']).label}" if len(told.plan.tried) > 1 else ""
    return Section(
        title=f"{_('The same difference in other ways')}{arm}",
        sentences=[_("The first one is the plan's own, unless it says that each place counts the same.")],
        heads=ESTIMATE_HEADS,
        rows=rows,
    )
