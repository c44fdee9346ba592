"""Events for each unit of time or use: falls for 1,000 days, complaints for 100 visits."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from labx.stats.errors import CannotEstimate
from labx.trials.analysis.answers import moments
from labx.trials.analysis.table import Table
from labx.trials.designs.columns import DataColumn
from labx.trials.engine.difference import RelativeEffect
from labx.trials.engine.effect import Effect
from labx.trials.engine.margins import MarginTest
from labx.trials.engine.shares.counts import TestedEffect
from labx.trials.engine.shares.crowding import Crowding, crowding_of_events
from labx.trials.engine.shares.rate_margins import rate_equivalence, rate_non_inferiority, steady_difference
from labx.trials.engine.shares.rates import Events, exact_rate_ratio, rate_difference, rate_ratio
from labx.trials.kinds import ratio
from labx.trials.kinds.declare import Kind, Redrawn
from labx.trials.kinds.linear import tested
from labx.trials.plan.shape import Outcome

# With fewer in a group their spread between units is not known: each is taken as coming by itself. From here on errors
# by unit hold as often as they say where nothing crowds, and much oftener than the others where something does.
FEWEST_EVENTS = 3


def columns(outcome: Outcome) -> tuple[DataColumn, ...]:
    over = _("What the events are counted over: days, visits, pages of each one")
    return (
        DataColumn(outcome.code, "number", outcome.label, is_after=True, is_required=False),
        DataColumn(outcome.part("over"), "number", over, is_after=True, is_required=False),
    )


def exposure(outcome: Outcome, table: Table) -> Any:
    """What each one was watched for, in the unit that the rate is told in."""
    return table.numbers[outcome.part("over")] / (outcome.per or 1.0)


def events(outcome: Outcome, table: Table) -> Events:
    counts, over = table.numbers[outcome.code], exposure(outcome, table)
    moments(counts)
    if (counts < 0).any() or (counts % 1).any() or (over < 0).any() or not over.sum() or counts[over == 0].any():
        raise CannotEstimate(
            "The rates of “{outcome}” cannot be compared.",
            "Events are not whole numbers from 0 on, or have nothing that they were counted over.",
            "Correct the two columns in the file, and import it again.",
            outcome=outcome.label,
        )
    return Events(int(counts.sum()), float(over.sum()))


def summary(outcome: Outcome, table: Table) -> dict[str, Any]:
    try:
        value = events(outcome, table).rate if len(table) else None
    except CannotEstimate:
        value = None
    return {"measured": len(table), "value": value, "spread": None}


def is_few(*groups: Events) -> bool:
    """Whether a group has too few events to tell how much its units differ."""
    return min(group.events for group in groups) < FEWEST_EVENTS


def require_events(outcome: Outcome, tried: Table, comparison: Table) -> None:
    """Refuse what only errors by unit or by place can judge, where a group has too few events for them."""
    if is_few(events(outcome, tried), events(outcome, comparison)):
        raise CannotEstimate(
            "The rates of “{outcome}” cannot be compared.",
            "A group has fewer than {fewest} events, too few to show how much they vary.",
            "Wait for more events, or say in words how many there were in each group.",
            outcome=outcome.label,
            fewest=FEWEST_EVENTS,
        )


def by_unit(outcome: Outcome, table: Table) -> Table:
    """Events and what they were counted over, unit by unit, as a ratio takes them."""
    over = outcome.part("over")
    return Table(table.arms, {outcome.code: table.numbers[outcome.code], over: exposure(outcome, table)}, {})


def by_events(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> TestedEffect:
    """The difference as if each event came by itself."""
    return rate_difference(events(outcome, tried), events(outcome, comparison), confidence=confidence)


def effect(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect | TestedEffect:
    """Errors by unit allow for units that bring many events; a few events cannot tell, and are taken one by one."""
    if is_few(events(outcome, tried), events(outcome, comparison)):
        return by_events(outcome, tried, comparison, confidence)
    return ratio.effect(outcome, by_unit(outcome, tried), by_unit(outcome, comparison), confidence)


def linear(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    both = events(outcome, tried), events(outcome, comparison)
    if is_few(*both):
        return steady_difference(*both, confidence=confidence)
    return ratio.effect(outcome, by_unit(outcome, tried), by_unit(outcome, comparison), confidence)


def shared(outcome: Outcome, tried: Table, other: Table, comparison: Table) -> float:
    """By unit, or where events are few, as if each came by itself."""
    own = events(outcome, comparison)
    if is_few(own):
        return own.rate / own.exposure
    return ratio.shared(outcome, *(by_unit(outcome, rows) for rows in (tried, other, comparison)))


def redrawn(outcome: Outcome, table: Table) -> Redrawn:
    events(outcome, table)
    return Redrawn(table.numbers[outcome.code], exposure(outcome, table))


def relative(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> RelativeEffect | TestedEffect:
    """The ratio of the rates, less 1."""
    both = events(outcome, tried), events(outcome, comparison)
    if not is_few(*both):
        return ratio.relative(outcome, by_unit(outcome, tried), by_unit(outcome, comparison), confidence)
    found = rate_ratio(*both, confidence=confidence)
    low, high = found.interval.lower - 1, found.interval.upper - 1
    return TestedEffect(found.estimate - 1, type(found.interval)(low, high, confidence), found.p_value)


def margin(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> MarginTest:
    both = events(outcome, tried), events(outcome, comparison)
    if not is_few(*both):
        return tested(outcome, linear(outcome, tried, comparison, confidence), confidence)
    if outcome.aim == "alike":
        return rate_equivalence(*both, margin=outcome.margin, level=1 - confidence)
    return rate_non_inferiority(*both, margin=outcome.margin, better=outcome.better, level=(1 - confidence) / 2)


def exact_ratio(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> TestedEffect:
    return exact_rate_ratio(events(outcome, tried), events(outcome, comparison), confidence=confidence)


def few(outcome: Outcome, tried: Table, comparison: Table, _confidence: float) -> dict[str, Any]:
    """Whether the effect takes each event as coming by itself, for want of events."""
    return {"is_few": is_few(events(outcome, tried), events(outcome, comparison)), "fewest": FEWEST_EVENTS}


def crowding(outcome: Outcome, tried: Table, comparison: Table, _confidence: float) -> Crowding:
    for rows in (tried, comparison):
        events(outcome, rows)
    seen = [rows.where(exposure(outcome, rows) > 0) for rows in (tried, comparison)]
    return crowding_of_events([(rows.numbers[outcome.code], exposure(outcome, rows)) for rows in seen])


RATE = Kind(
    code="rate",
    title=_("Events for each unit of time or use"),
    when=_("Falls for 1,000 days, complaints for 100 visits: how often, where not everyone was watched for as long."),
    instead=_("Compare the number of events by its mean, where all were watched for as long."),
    method=_(
        "Difference of rates, errors by unit (delta method, Welch); with fewer than 3 events in a group, each taken "
        "by itself (score interval, Miettinen and Nurminen)"
    ),
    formula="e₁/t₁ − e₀/t₀ ± t · √(s²(e − λ₁t)/(n₁t̄₁²) + s²(e − λ₀t)/(n₀t̄₀²)); under 3 events in a group "
    "{δ : |e₁/t₁ − e₀/t₀ − δ| ≤ z · √(λ̃₁/t₁ + λ̃₀/t₀)}, λ̃ the likeliest rates that differ by δ",
    summary=summary,
    effect=effect,
    linear=linear,
    relative=relative,
    margin=margin,
    shared=shared,
    redrawn=redrawn,
    beside={"by_events": by_events, "exact_ratio": exact_ratio, "crowding": crowding, "few": few},
    columns=columns,
    asks=("unit", "worthwhile", "margin", "per"),
    more=_("%(outcome)s: %(amount)s more with “%(tried)s” than with “%(comparison)s” (%(span)s)."),
    less=_("%(outcome)s: %(amount)s less with “%(tried)s” than with “%(comparison)s” (%(span)s)."),
    definition=_(
        "Events of “%(outcome)s” divided by what they were counted over in the group “%(tried)s”, minus the same in "
        "the group “%(comparison)s”, by the group each was assigned to."
    ),
)
