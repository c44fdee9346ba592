"""Drawing one unit at a time from the sealed list: nobody sees the next arm, and each draw is written down for good."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.core.events.publish import publish
from labx.core.ids import new_id
from labx.trials.actions import NotNow
from labx.trials.engine.randomisation.replay import Drawn, Fault, Lottery, listed_arms, next_arm, replay
from labx.trials.lottery import boxes
from labx.trials.lottery.sealing import seed_of
from labx.trials.models import Allocation, Trial
from labx.trials.plan.faults import CODE
from labx.trials.plan.reading import read_plan
from labx.trials.plan.shape import Plan

ONE_AT_A_TIME = ("simple", "complete", "blocks", "strata", "clusters", "minimisation")
AT_ONCE = ("pairs", "wedge")
STRATIFIED = ("strata", "clusters")


class BadUnit(ValueError):
    """This unit cannot be drawn; `field` says what must be mended."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


def lottery_of(plan: Plan) -> Lottery:
    """The plan's lottery."""
    drawn = plan.randomisation
    return Lottery(
        scheme=drawn.scheme,
        weights=plan.shares,
        blocks=drawn.blocks,
        units=int(plan.sample.get("units") or 0),
        clusters=drawn.listed,
        steps=drawn.steps,
    )


def groups_of(plan: Plan) -> tuple[str, ...]:
    """What can be drawn: the plan's arms; where an order is drawn, its steps."""
    if plan.randomisation.scheme == "wedge":
        return tuple(str(step) for step in range(1, plan.randomisation.steps + 1))
    return tuple(arm.code for arm in plan.arms)


def places_of(plan: Plan) -> dict[str, int]:
    return {code: place for place, code in enumerate(groups_of(plan))}


def group_label(plan: Plan, code: str) -> str:
    """A group as people call it; of an order, the period in which the place begins."""
    if plan.randomisation.scheme == "wedge":
        return _("begins in period %(period)s") % {"period": int(code) + 1}
    return plan.arm(code).label


def unit_hasher(trial: Trial) -> Callable[[str], str]:
    """A unit's code is never kept: only this, which cannot be guessed without the trial's secret."""
    secret = boxes.opened(trial.unit_secret)
    return lambda unit: boxes.hidden_hash(secret, boxes.plain_hash(trial.id, unit))


def with_secret(trial: Trial) -> Trial:
    """The trial, locked by the caller, with the secret that its first unit needs."""
    if not trial.unit_secret:
        trial.unit_secret = boxes.closed(boxes.new_secret())
        trial.save(update_fields=["unit_secret"])
    return trial


def log_of(trial: Trial, plan: Plan) -> list[Drawn]:
    places = places_of(plan)
    return [
        Drawn(one.number, places[one.arm], one.stratum, one.factors) for one in Allocation.objects.filter(trial=trial)
    ]


def drawn_arms(trial: Trial, plan: Plan) -> Callable[[str], int | None] | None:
    """What the lottery said of a unit; nothing where LabX drew nobody, or drew when each place begins."""
    if plan.randomisation.scheme == "wedge":
        return None
    places = places_of(plan)
    drawn = dict(trial.allocations.values_list("unit_hash", "arm"))
    if not drawn:
        return None
    hashed = unit_hasher(Trial.objects.get(pk=trial.pk))
    return lambda unit: places.get(drawn.get(hashed(unit), ""))


@action
def allocate(
    *, by: Actor, trial: Trial, unit: str, stratum: str = "", factors: Mapping[str, str] | None = None
) -> Allocation:
    """The group of this unit: drawn now, or the one that was drawn when it was asked for before."""
    policy.require(by, "trials.allocate", trial)
    current = Trial.objects.select_for_update(no_key=True).get(pk=trial.pk)
    plan = read_plan(trial.protocol.plan)
    check_unit(plan, unit, stratum)
    hashed = unit_hasher(with_secret(current))(unit)
    known = Allocation.objects.filter(trial=trial, unit_hash=hashed).first()
    if known:
        return known
    if current.closed_at:
        raise NotNow(_("The trial is closed: nobody else is drawn."))
    group = groups_of(plan)[drawn_place(trial, plan, stratum, factors or {})]
    return put(by, trial, trial.allocations.count() + 1, hashed, group, stratum=stratum, factors=dict(factors or {}))


@action
def draw_listed(*, by: Actor, trial: Trial) -> list[Allocation]:
    """Draw every unit of a list that the plan names, all at once; asked again, the same that was drawn before."""
    policy.require(by, "trials.allocate", trial)
    current = Trial.objects.select_for_update(no_key=True).get(pk=trial.pk)
    plan = read_plan(trial.protocol.plan)
    if plan.randomisation.scheme not in AT_ONCE:
        raise NotNow(_("By this plan nobody is drawn here."))
    known = list(trial.allocations.all())
    if known:
        return known
    if current.closed_at:
        raise NotNow(_("The trial is closed: nobody else is drawn."))
    drawn = listed_arms(lottery_of(plan), seed_of(plan.randomisation.seed_hash))
    groups, hashed = groups_of(plan), unit_hasher(with_secret(current))
    return [
        put(by, trial, number, hashed(code), groups[drawn[code]], stratum=code)
        for number, code in enumerate(plan.randomisation.listed, start=1)
    ]


def put(by: Actor, trial: Trial, number: int, hashed: str, group: str, **more: Any) -> Allocation:
    """One unit in its group, for good."""
    allocation = Allocation.objects.create(trial=trial, number=number, unit_hash=hashed, arm=group, **more)
    write_down(by, allocation)
    return allocation


def check_unit(plan: Plan, unit: str, stratum: str) -> None:
    if plan.randomisation.scheme not in ONE_AT_A_TIME:
        raise NotNow(_("By this plan nobody is drawn here."))
    if not CODE.fullmatch(unit):
        raise BadUnit("unit", _("Write the unit's code: 1 to 64 digits or letters without accents, and no name."))
    if plan.randomisation.scheme in STRATIFIED and not CODE.fullmatch(stratum):
        raise BadUnit("stratum", _("Write the code of the stratum or cluster."))


def drawn_place(trial: Trial, plan: Plan, stratum: str, factors: Mapping[str, str]) -> int:
    try:
        seed = seed_of(plan.randomisation.seed_hash)
        return next_arm(lottery_of(plan), seed, log_of(trial, plan), stratum=stratum, factors=factors)
    except ValueError as error:
        raise NotNow(_("The sealed list gives no group: %(why)s") % {"why": error}) from error


def write_down(by: Actor, allocation: Allocation) -> None:
    """In the audit chain by number and hash, in the event log by number and arm."""
    trial = allocation.trial
    record_audit(
        by=by,
        action="trials.allocate",
        target=allocation,
        project=trial.project_id,
        after={
            "number": allocation.number,
            "unit": allocation.unit_hash,
            "stratum": allocation.stratum,
            "arm": allocation.arm,
        },
    )
    context: dict[str, Any] = {"trial": trial.id, "arm": allocation.arm, "number": allocation.number}
    publish(
        name="trials.allocated",
        subject=new_id(),
        project=trial.project_id,
        context={**context, "stratum": allocation.stratum or None},
    )


def verified(trial: Trial) -> list[Fault]:
    """Every line of the log that the sealed seed does not give."""
    plan = read_plan(trial.protocol.plan)
    hashed = plan.randomisation.seed_hash
    return replay(lottery_of(plan), seed_of(hashed), hashed, log_of(trial, plan))
