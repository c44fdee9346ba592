"""Drawing one unit at a time from the sealed list: nobody sees the next arm, and each draw is written down for good."""

import hashlib
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
from labx.trials.engine.randomisation.replay import Drawn, Fault, Lottery, next_arm, replay
from labx.trials.models import Allocation, SealedSeed, Trial
from labx.trials.plan.faults import CODE
from labx.trials.plan.reading import read_plan
from labx.trials.plan.shape import Plan

ONE_AT_A_TIME = ("simple", "complete", "blocks", "strata", "clusters", "minimisation")
STRATIFIED = ("strata", "clusters")


class BadUnit(ValueError):
    """This unit cannot be drawn; `field` says what must be mended."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


def lottery_of(plan: Plan) -> Lottery:
    """The plan's lottery; without planned shares the arms are alike."""
    drawn = plan.randomisation
    return Lottery(
        scheme=drawn.scheme,
        weights=tuple(arm.share or 1 / len(plan.arms) for arm in plan.arms),
        blocks=drawn.blocks,
        units=int(plan.sample.get("units") or 0),
        clusters=drawn.listed,
    )


def unit_hash(trial: Trial, unit: str) -> str:
    """A unit's code is never kept: only this, which another trial would write otherwise."""
    return hashlib.sha256(f"{trial.id}\0{unit}".encode()).hexdigest()


def log_of(trial: Trial, plan: Plan) -> list[Drawn]:
    places = {arm.code: place for place, arm in enumerate(plan.arms)}
    return [
        Drawn(one.number, places[one.arm], one.stratum, one.factors) for one in Allocation.objects.filter(trial=trial)
    ]


def drawn_arms(trial: Trial, plan: Plan) -> Callable[[str], int | None] | None:
    """What the lottery said of a unit; nothing where LabX drew nobody."""
    places = {arm.code: place for place, arm in enumerate(plan.arms)}
    drawn = dict(trial.allocations.values_list("unit_hash", "arm"))
    if not drawn:
        return None
    return lambda unit: places.get(drawn.get(unit_hash(trial, unit), ""))


@action
def allocate(
    *, by: Actor, trial: Trial, unit: str, stratum: str = "", factors: Mapping[str, str] | None = None
) -> Allocation:
    """The group of this unit: drawn now, or the one that was drawn when it was asked for before."""
    policy.require(by, "trials.allocate", trial)
    current = Trial.objects.select_for_update(no_key=True).get(pk=trial.pk)
    plan = read_plan(trial.protocol.plan)
    check_unit(plan, unit, stratum)
    known = Allocation.objects.filter(trial=trial, unit_hash=unit_hash(trial, unit)).first()
    if known:
        return known
    if current.closed_at:
        raise NotNow(_("The trial is closed: nobody else is drawn."))
    arm = plan.arms[drawn_place(trial, plan, stratum, factors or {})]
    allocation = Allocation.objects.create(
        trial=trial,
        number=trial.allocations.count() + 1,
        unit_hash=unit_hash(trial, unit),
        stratum=stratum,
        factors=dict(factors or {}),
        arm=arm.code,
    )
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
    seed = SealedSeed.objects.get(seed_hash=plan.randomisation.seed_hash).seed
    try:
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
    sealed = SealedSeed.objects.get(seed_hash=plan.randomisation.seed_hash)
    return replay(lottery_of(plan), sealed.seed, plan.randomisation.seed_hash, log_of(trial, plan))
