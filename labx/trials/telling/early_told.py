"""What the result page says of looks before the end."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from labx.core.pages import formats
from labx.trials.designs.declare import Section
from labx.trials.telling.verdicts import cannot_say

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
