"""A result in pictures."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from labx.core.charts.balance import Covariate, balance_plot
from labx.core.charts.figure import Chart
from labx.core.charts.icon_arrays import PEOPLE, Hundred, icon_array
from labx.core.charts.intervals import Estimate, interval_plot
from labx.core.pages import formats
from labx.trials.telling.effects import ToldEffect, many
from labx.trials.telling.result import Told


def effects_chart(told: Told, *others: Told) -> Chart | None:
    """What decides, and the primary estimate adjusted; then other analyses, in grey."""
    first = told.primary
    named = [(told.analysis.trial.title if not told.others else one.label, one) for one in (first, *told.others)]
    shown = [estimate(one, label, one.answer, "tried") for label, one in named if one.has_answer]
    if told.adjusted and "cannot" not in told.adjusted:
        label = _("The same, adjusted for what was known before")
        shown.insert(1, estimate(first, label, told.adjusted, "tried"))
    if not shown:
        return None
    for other in others:
        if other.has_answer:
            shown.append(estimate(other.primary, other.analysis.trial.title, other.primary.answer, "comparison"))
    return interval_plot(
        shown,
        title=chart_title(told, *others),
        description=told.sentence,
        axis=axis_of(first),
        reference=first.kind.shown(0),
        reference_label=_("no difference"),
        worthwhile=signed_worthwhile(told),
        note=how_to_read(told),
    )


def axis_of(effect: ToldEffect) -> str:
    if effect.kind.is_ratio:
        return _("times as much; 1 is no difference")
    if effect.kind.is_share:
        return _("in 100, fewer or more")
    return _("%(unit)s, less or more") % {"unit": effect.outcome.unit}


def how_to_read(told: Told) -> str:
    """What the marks of the plot mean, for who sees one for the first time."""
    words = {"confidence": formats.percent(told.plan.confidence)}
    said = _(
        "The point is the estimate. The line holds what the data are compatible with, at %(confidence)s confidence."
    )
    if told.plan.primary.worthwhile is None:
        return said % words
    grey = _("The grey mark is the smallest difference worth having: %(amount)s.")
    amount = told.primary.amount(told.plan.primary.worthwhile)
    return f"{said % words} {grey % {'amount': amount}}"


def chart_title(told: Told, *others: Told) -> str:
    if not told.has_answer:
        return told.plan.primary.label
    own = told.primary.amount(told.primary.answer["estimate"], signed=True)
    answered = [other for other in others if other.has_answer]
    if not answered and told.primary.arm is None:
        return _("Against what was expected without the change: %(amount)s") % {"amount": own}
    if not answered:
        return _("Between the groups: %(amount)s") % {"amount": own}
    other = answered[0].primary
    return _("By this plan: %(amount)s. Another comparison would have said: %(other)s") % {
        "amount": own,
        "other": other.amount(other.answer["estimate"], signed=True),
    }


def signed_worthwhile(told: Told) -> float | None:
    outcome = told.plan.primary
    if outcome.worthwhile is None:
        return None
    sign = 1 if outcome.better == "higher" else -1
    return told.primary.kind.shown(sign * outcome.worthwhile)


def estimate(effect: ToldEffect, label: str, part: dict[str, Any], arm: str) -> Estimate:
    """One row of the plot: a share is drawn as so many in 100."""
    shown = effect.kind.shown
    value = effect.amount(part["estimate"], signed=True)
    low, high = part["interval"]["lower"], part["interval"]["upper"]
    ends = {"low": effect.amount(low, signed=True), "high": effect.amount(high, signed=True)}
    text = f"{value}, {_('between %(low)s and %(high)s') % ends}"
    numbers = {"value": shown(part["estimate"]), "low": shown(low), "high": shown(high)}
    return Estimate(label=label, text=text, short=value, arm=arm, **numbers)


def hundred_chart(told: Told) -> Chart | None:
    """A hundred people in each group, where the outcome is a share."""
    known = [(place, group) for place, group in enumerate(told.groups) if group["value"] is not None]
    if not told.primary.kind.is_share or len(known) < 2:
        return None
    groups = [
        Hundred(label=group["label"], of_hundred=round(group["value"] * 100), arm="tried" if place else "comparison")
        for place, group in known
    ]
    said = "; ".join(f"{group.label}: {group.of_hundred}" for group in groups)
    words = {"outcome": told.plan.primary.label, "groups": said, "units": told.plan.unit}
    title = _("In every 100 %(units)s, “%(outcome)s”: %(groups)s") % words
    chart = icon_array(groups, title=title, description=told.finding)
    return (
        replace(chart, note=_("Rounded to whole ones; the difference above is not."))
        if is_rounded(told, groups)
        else chart
    )


def is_rounded(told: Told, groups: list[Hundred]) -> bool:
    """Whether whoever counts the circles finds another difference than the sentence says."""
    drawn = abs(groups[1].of_hundred - groups[0].of_hundred)
    return told.has_answer and many(abs(told.primary.answer["estimate"])) != many(drawn / PEOPLE)


def balance_chart(told: Told) -> Chart | None:
    rows = [row for row in told.balance_rows if "cannot" not in row]
    if not rows:
        return None
    shown = [
        Covariate(
            label=balance_label(told, row),
            difference=row["standardised_difference"],
            text=formats.number(row["standardised_difference"], 2, signed=True),
        )
        for row in rows
    ]
    widest = max(rows, key=lambda row: abs(row["standardised_difference"]))
    words = {"label": widest["label"], "size": formats.number(abs(widest["standardised_difference"]), 2)}
    title = _("Before the start the groups differ most in “%(label)s”: by %(size)s standard deviations") % words
    return balance_plot(shown, title=title, description=title)


def balance_label(told: Told, row: dict[str, Any]) -> str:
    return f"{row['label']}: {row['arm']}" if len(told.plan.tried) > 1 else str(row["label"])
