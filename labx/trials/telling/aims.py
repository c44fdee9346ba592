"""Outcomes that are to be not worse, or as good, by a margin: whether that is shown, in words."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from labx.core.pages import formats
from labx.trials.analysis.equity import is_beyond
from labx.trials.designs.declare import Section
from labx.trials.telling.effects import ToldEffect
from labx.trials.telling.verdicts import cannot_say, p_text


def aim_verdict(effect: ToldEffect) -> str:
    """Whether what the plan asks for is shown; nothing where it asks for a difference."""
    aim, margin = effect.outcome.aim, effect.entry.get("margin")
    if not aim or not margin:
        return ""
    if "cannot" in margin:
        return cannot_say(margin)
    words, state = {"margin": effect.amount(margin["margin"]), **effect.between}, aimed(effect)
    said = SHOWN[aim, state]() % words
    return f"{said} {uncorrected()}" if state in BEYOND and "corrected_p" in effect.entry else said


def aimed(effect: ToldEffect) -> str:
    """Shown, beyond the margin (worse, or better where it was to be alike), or open."""
    outcome = effect.outcome
    if effect.entry["margin"]["is_shown"]:
        return "shown"
    if is_beyond(outcome, effect.answer):
        return "worse"
    turned = replace(outcome, better="lower" if outcome.better == "higher" else "higher")
    return "better" if outcome.aim == "alike" and is_beyond(turned, effect.answer) else "open"


def uncorrected() -> str:
    return _("This last is not corrected for how many comparisons there are.")


def aim_situation(effect: ToldEffect) -> str:
    """The line of the plan's rule."""
    margin = effect.entry.get("margin")
    if not margin or "cannot" in margin:
        return "unclear"
    return {"shown": "as_good", "worse": "harmed", "better": "helped", "open": "unclear"}[aimed(effect)]


BEYOND = ("worse", "better")
SHOWN = {
    ("not_worse", "shown"): lambda: _(
        "It is shown: “%(tried)s” is not worse than “%(comparison)s” by %(margin)s or more."
    ),
    ("alike", "shown"): lambda: _(
        "It is shown: “%(tried)s” is as good as “%(comparison)s”, neither better nor worse by %(margin)s or more."
    ),
    ("not_worse", "open"): lambda: _(
        "It is not shown that “%(tried)s” is as good as “%(comparison)s”: a loss of %(margin)s or more cannot be ruled "
        "out."
    ),
    ("alike", "open"): lambda: _(
        "It is not shown that “%(tried)s” is as good as “%(comparison)s”: a difference of %(margin)s or more cannot be "
        "ruled out."
    ),
    ("not_worse", "worse"): lambda: _("“%(tried)s” is worse than “%(comparison)s” by more than %(margin)s."),
    ("alike", "worse"): lambda: _("“%(tried)s” is worse than “%(comparison)s” by more than %(margin)s."),
    ("alike", "better"): lambda: _(
        "“%(tried)s” is better than “%(comparison)s” by more than %(margin)s: they are not alike."
    ),
}


def section_of(told: Any) -> Section | None:
    """Every outcome with an aim, in every tried arm."""
    found = [effect for effect in told.effects if effect.outcome.aim and effect.entry.get("margin")]
    if not found:
        return None
    return Section(
        title=_("Whether it is as good"),
        sentences=[
            _("Judged against the margin that the plan fixed before the start, not by whether a difference is found.")
        ],
        heads=[_("What"), _("Margin"), _("p, that it is as bad as the margin"), _("By the plan")],
        rows=[row(effect) for effect in found],
        level="reader",
    )


def row(effect: ToldEffect) -> list[str]:
    margin = effect.entry["margin"]
    if "cannot" in margin:
        return [effect.label, effect.amount(effect.outcome.margin or 0.0), formats.NOTHING, cannot_say(margin)]
    p_value = formats.NOTHING if margin["p_value"] is None else p_text(margin["p_value"])
    said = {
        "shown": _("shown"),
        "worse": _("worse than the margin"),
        "better": _("better than the margin"),
        "open": _("not shown"),
    }
    return [effect.label, effect.amount(margin["margin"]), p_value, said[aimed(effect)]]
