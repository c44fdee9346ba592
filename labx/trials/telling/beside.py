"""Other readings of the same effect: ratios beside differences, ranks beside odds, each answer level by level."""

import math
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from labx.core.pages import formats
from labx.trials.designs.declare import Section
from labx.trials.kinds import share
from labx.trials.telling.effects import ToldEffect
from labx.trials.telling.verdicts import cannot_say, p_text

ALARM = 0.01
Row = list[str]


def sections_of(told: Any) -> list[Section]:
    """One table for all effects that can be read in other ways, and one of answers for each rating."""
    effects = [effect for effect in told.effects if effect.has_answer]
    rows = [row for effect in effects for row in rows_of(effect)]
    sentences = [text for effect in effects for text in sentences_of(effect)]
    heads = [_("What"), _("Value"), _("From"), _("To"), _("p")] if rows else []
    found = [Section(title=_("The same, read in other ways"), sentences=sentences, heads=heads, rows=rows)]
    return [
        *(found if rows or sentences else []),
        *(levels(one) for one in effects if "levels" in one.entry.get("beside", {})),
    ]


def rows_of(effect: ToldEffect) -> list[Row]:
    other = effect.entry.get("beside", {})
    found = []
    if effect.kind.is_ratio:
        found.append(line(_("%(outcome)s: odds ratio of higher answers"), effect, effect.answer, ratio_of_logarithm))
    if effect.entry.get("relative"):
        found.append(line(_("%(outcome)s: as a part of the comparison"), effect, effect.entry["relative"], part))
    if "odds_ratio" in other:
        found.append(line(_("%(outcome)s: odds ratio"), effect, other["odds_ratio"], ratio))
    if "exact_ratio" in other:
        found.append(line(_("%(outcome)s: ratio of the rates, exact"), effect, other["exact_ratio"], ratio))
    if "pairs" in other:
        found.append(line(_("%(outcome)s: of pairs, higher less lower"), effect, other["pairs"], pairs))
    if "by_events" in other:
        label = _("%(outcome)s: as if each event came by itself (score)")
        found.append(line(label, effect, other["by_events"], lambda value: effect.amount(value, signed=True)))
    return found


def line(label: str, effect: ToldEffect, found: dict[str, Any], written: Callable[[float], str]) -> Row:
    named = label % {"outcome": effect.label}
    if "cannot" in found:
        return [named, cannot_say(found), "", "", ""]
    interval = found["interval"]
    values = [written(value) for value in (found["estimate"], interval["lower"], interval["upper"])]
    known = found.get("p_value")
    return [named, *values, formats.NOTHING if known is None else p_text(known)]


def ratio(value: float) -> str:
    return formats.number(value, 2)


def ratio_of_logarithm(value: float) -> str:
    return ratio(math.exp(value))


def part(value: float) -> str:
    return f"{formats.MINUS if value < 0 else '+'}{formats.percent(abs(value), 1)}"


def pairs(value: float) -> str:
    return str(share.written(None, value, signed=True))  # type: ignore[arg-type]


def sentences_of(effect: ToldEffect) -> list[str]:
    other, found = effect.entry.get("beside", {}), []
    if "misfit" in other:
        found.append(misfit(effect, other["misfit"]))
    if "crowding" in other:
        found.append(crowding(effect, other["crowding"]))
        found.append(one_by_one(effect, other["few"]))
    if "odds_ratio" in other:
        found.append(_("An odds ratio lies further from 1 than the ratio of the shares: it is not so many times more."))
    return [text for text in found if text]


def misfit(effect: ToldEffect, found: dict[str, Any]) -> str:
    if "cannot" in found:
        return cannot_say(found)
    if found["p_value"] is None:
        return ""
    words = {"outcome": effect.label, "p": p_text(found["p_value"])}
    if found["p_value"] < ALARM:
        return (
            _("“%(outcome)s”: the ratio differs from level to level (p = %(p)s). Read the answers level by level.")
            % words
        )
    return (
        _(
            "“%(outcome)s”: the data do not show that the ratio differs from level to level (p = %(p)s); "
            "few data would hardly show it."
        )
        % words
    )


def crowding(effect: ToldEffect, found: dict[str, Any]) -> str:
    if "cannot" in found:
        return cannot_say(found)
    words = {"outcome": effect.label, "factor": formats.number(found["factor"], 1), "p": p_text(found["p_value"])}
    if found["p_value"] < ALARM:
        return (
            _(
                "“%(outcome)s”: events crowd on few units: they vary %(factor)s times as much as by chance "
                "(p = %(p)s). What takes each event as coming by itself is too sure."
            )
            % words
        )
    return (
        _(
            "“%(outcome)s”: the data do not show that events crowd on few units (they vary %(factor)s times as much as "
            "by chance, p = %(p)s); few events would hardly show it."
        )
        % words
    )


def one_by_one(effect: ToldEffect, found: dict[str, Any]) -> str:
    """How the effect itself was judged, where a group has too few events for errors by unit."""
    if not found.get("is_few"):
        return ""
    words = {"outcome": effect.label, "fewest": formats.number(found["fewest"])}
    return (
        _(
            "“%(outcome)s”: a group has fewer than %(fewest)s events, so the interval takes each as coming by itself. "
            "Where some people bring many, it is too narrow."
        )
        % words
    )


def levels(effect: ToldEffect) -> Section:
    """Which part of each group answers so high or higher."""
    found = effect.entry["beside"]["levels"]
    title = _("Answer by answer: %(outcome)s") % {"outcome": effect.label}
    if "cannot" in found:
        return Section(title=title, sentences=[cannot_say(found)])
    heads = [_("This answer or higher"), effect.plan.comparison.label, effect.arm.label if effect.arm else ""]
    rows = [
        [formats.number(level, 0 if level % 1 == 0 else 2), formats.percent(below, 0), formats.percent(tried, 0)]
        for level, below, tried in zip(found["levels"], found["comparison"], found["tried"], strict=True)
    ]
    return Section(title=title, heads=heads, rows=rows)
