"""What the result page says of looks before the end."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from labx.core.pages import formats
from labx.trials.designs.declare import Section
from labx.trials.telling.verdicts import cannot_say, p_text

ALARM = 0.01
# Beyond this many standard errors nothing gets: the look may not stop the trial.
NEVER, FUTILE = 8.0, 0.2


def looking_early(told: Any) -> Section | None:
    kind = told.plan.looks.kind
    if kind == "fixed":
        return None
    found = watched(told) if kind == "always_valid" else planned_looks(told, told.result["early"])
    apart = _("Subgroups, other methods and bounds are not widened for it: they describe, and decide nothing.")
    return replace(found, sentences=[*found.sentences, apart])


def watched(told: Any) -> Section:
    sentences = [_("The interval may be looked at at any time, however often: it holds at all times together.")]
    if told.has_answer:
        words = {"price": formats.number(told.primary.answer["price"], 2)}
        sentences.append(_("The price: it is %(price)s times as wide as one that is looked at once.") % words)
    return Section(title=_("Looking before the end"), sentences=sentences)


def planned_looks(told: Any, part: dict[str, Any]) -> Section:
    found = part["boundary"]
    if "cannot" in found:
        return Section(title=_("Looking before the end"), sentences=[cannot_say(found)])
    rows = [
        [
            formats.number(number),
            formats.percent(look["fraction"], 0),
            _("not at this look") if look["critical"] > NEVER else formats.number(look["critical"], 2),
        ]
        for number, look in enumerate(found, start=1)
    ]
    sentences = [
        _("The interval holds at all planned looks together: it is wider early, and looking costs no false finding.")
    ]
    sentences += [futility_sentence(name, one) for name, one in part.get("futility", {}).items()]
    heads = [_("Look"), _("Part of the planned data"), _("Standard errors it takes to stop")]
    return Section(title=_("Looking before the end"), sentences=sentences, heads=heads, rows=rows)


def watched_sizes(told: Any) -> Section | None:
    """The arms' sizes at every look until this one, by a test that may be read as often."""
    seen = told.analysis.trial.looks.filter(number__lte=told.result["look"]["number"]).select_related("analysis")
    results = [(look.number, look.analysis.result["result"]) for look in seen]
    known = [(number, result["watched"]) for number, result in results if "watched" in result]
    if not known:
        return None
    found = so_far([one for _number, one in known])
    rows = [
        [
            formats.number(number),
            " + ".join(formats.number(count) for count in one["counts"]),
            cannot_say(one) if "cannot" in one else p_text(one["p_value"]),
        ]
        for (number, _one), one in zip(known, found, strict=True)
    ]
    return Section(
        title=_("The sizes of the groups, look by look"),
        sentences=[watched_sentence(found[-1])],
        heads=[_("Look"), _("In each group"), _("p, at all looks together")],
        rows=rows,
    )


def so_far(looks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """At each look the smallest p until then: an alarm that once was true is not taken back by more data."""
    found, smallest = [], 1.0
    for one in looks:
        smallest = min(smallest, one.get("p_value", 1.0))
        found.append({**one, "p_value": smallest} if "p_value" in one else one)
    return found


def watched_sentence(found: dict[str, Any]) -> str:
    if "cannot" in found:
        return cannot_say(found)
    words = {"p": p_text(found["p_value"])}
    if found["p_value"] < ALARM:
        return (
            _(
                "However often it is looked at, the groups do not have the sizes that the lottery gives (p = %(p)s): "
                "do not use this result before the cause is known."
            )
            % words
        )
    return (
        _(
            "However often it is looked at, the data do not show that the sizes of the groups differ from what the "
            "lottery gives (p = %(p)s); few data would hardly show it."
        )
        % words
    )


def futility_sentence(name: str, part: dict[str, Any]) -> str:
    if "cannot" in part:
        return cannot_say(part)
    words = {"chance": formats.percent(part["chance"], 0)}
    if name == "seen":
        return _("If it goes on as seen so far, the end finds a gain with a chance of %(chance)s.") % words
    if part["chance"] < FUTILE:
        return (
            _("Even if the change does what was hoped for, the end finds it only with a chance of %(chance)s.") % words
        )
    return _("If the change does what was hoped for, the end finds it with a chance of %(chance)s.") % words
