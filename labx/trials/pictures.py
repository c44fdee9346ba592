"""A result in pictures."""

from typing import Any

from django.utils.translation import gettext as _

from labx.core.charts.balance import Covariate, balance_plot
from labx.core.charts.figure import Chart
from labx.core.charts.intervals import Estimate, interval_plot
from labx.core.pages import formats
from labx.trials.telling import Told


def effects_chart(told: Told, *others: Told) -> Chart | None:
    """The plan's estimate and the adjusted one; then other analyses, in grey."""
    named = [
        (told.analysis.trial.title, told.primary),
        (_("The same, adjusted for what was known before"), told.adjusted),
    ]
    shown = [(label, part) for label, part in named if part and "cannot" not in part]
    if not shown:
        return None
    estimates = [estimate(told, label, part, "tried") for label, part in shown]
    for other in others:
        if other.has_answer:
            estimates.append(estimate(other, other.analysis.trial.title, other.primary, "comparison"))
    return interval_plot(
        estimates,
        title=chart_title(told, *others),
        description=told.sentence,
        axis=_("%(unit)s, less or more") % {"unit": told.plan.outcome_unit},
        reference_label=_("no difference"),
        worthwhile=signed_worthwhile(told),
    )


def chart_title(told: Told, *others: Told) -> str:
    answered = [other for other in others if other.has_answer]
    if not answered:
        return _("Between the groups: %(amount)s") % {"amount": told.amount(told.primary["estimate"], signed=True)}
    return _("By this plan: %(amount)s. Another comparison would have said: %(other)s") % {
        "amount": told.amount(told.primary["estimate"], signed=True),
        "other": told.amount(answered[0].primary["estimate"], signed=True),
    }


def signed_worthwhile(told: Told) -> float | None:
    if told.plan.worthwhile is None:
        return None
    return told.plan.worthwhile if told.plan.better == "higher" else -told.plan.worthwhile


def estimate(told: Told, label: str, part: dict[str, Any], arm: str) -> Estimate:
    value = told.amount(part["estimate"], signed=True)
    low, high = part["interval"]["lower"], part["interval"]["upper"]
    ends = {"low": told.amount(low, signed=True), "high": told.amount(high, signed=True)}
    text = f"{value}, {_('between %(low)s and %(high)s') % ends}"
    return Estimate(label=label, value=part["estimate"], low=low, high=high, text=text, short=value, arm=arm)


def balance_chart(told: Told) -> Chart | None:
    rows = [row for row in told.balance_rows if "cannot" not in row]
    if not rows:
        return None
    shown = [
        Covariate(
            label=row["label"],
            difference=row["standardised_difference"],
            text=formats.number(row["standardised_difference"], 2, signed=True),
        )
        for row in rows
    ]
    widest = max(rows, key=lambda row: abs(row["standardised_difference"]))
    words = {"label": widest["label"], "size": formats.number(abs(widest["standardised_difference"]), 2)}
    title = _("Before the start the groups differ most in “%(label)s”: by %(size)s standard deviations") % words
    return balance_plot(shown, title=title, description=title)
