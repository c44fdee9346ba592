"""The seed of a lottery: drawn from the operating system, sealed by its hash before the plan is frozen."""

import secrets

from labx.core import policy
from labx.core.actions import action, alone
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.portfolio.models import Project, Protocol
from labx.trials.engine.randomisation.generator import seed_hash
from labx.trials.lottery import boxes
from labx.trials.models import SealedSeed, Trial
from labx.trials.plan.reading import read_plan

SEED_BYTES = 32
DRAWN_HERE = ("simple", "complete", "blocks", "strata", "clusters", "pairs", "wedge", "minimisation", "hash")


@action
def seal_seed(*, by: Actor, project: Project) -> str:
    """Draw a seed nobody sees, and return the hash that goes into the plan."""
    policy.require(by, "portfolio.write_protocol", project)
    seed = secrets.token_hex(SEED_BYTES)
    sealed = SealedSeed.objects.create(project=project, box=boxes.closed(seed), seed_hash=seed_hash(seed))
    record_audit(
        by=by,
        action="trials.seal_seed",
        target=("trials.sealedseed", sealed.seed_hash),
        project=project.id,
        after={"seed_hash": sealed.seed_hash},
    )
    return sealed.seed_hash


def is_spent(hashed: str, protocol: Protocol) -> bool:
    """Whether another frozen protocol drew from this seed, or another project sealed it: its groups may be known.

    Two protocols with one seed that are frozen at once wait here for each other.
    """
    if not hashed:
        return False
    alone(f"trials.seed:{hashed}")
    others = Protocol.objects.filter(plan__randomisation__seed_hash=hashed, frozen_at__isnull=False)
    foreign = SealedSeed.objects.filter(seed_hash=hashed).exclude(project=protocol.project_id)
    return others.exclude(pk=protocol.pk).exists() or foreign.exists()


def revealed_seed(trial: Trial) -> str:
    """The seed once the trial is closed; until then, and where LabX drew nothing, none."""
    if not trial.closed_at:
        return ""
    sealed = SealedSeed.objects.filter(seed_hash=read_plan(trial.protocol.plan).randomisation.seed_hash).first()
    return boxes.opened(sealed.box) if sealed else ""


def seed_of(hashed: str) -> str:
    """The seed of this hash, for the lottery alone: it leaves this process only when the trial is closed."""
    return boxes.opened(SealedSeed.objects.get(seed_hash=hashed).box)
