"""Asking for a simulated size: one job for each plan as it is written, and what it found."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action, alone
from labx.core.actors import Actor
from labx.core.frozen.canonical import digest
from labx.core.jobs.actions import start
from labx.core.jobs.models import Job
from labx.portfolio.models import Protocol
from labx.trials.designs.registry import DESIGNS, design_of
from labx.trials.plan.faults import BadPlan, Reading
from labx.trials.plan.reading import read_second
from labx.trials.plan.shape import Plan
from labx.trials.sizing.quantiles import simulation_of
from labx.trials.sizing.simulating import Told, simulated
from labx.trials.steps.draft import draft_of
from labx.trials.steps.sample import primary_of

NAME = "trials.simulate_size"
# What a simulated size depends on; the rest of the plan may change without asking again.
DEPENDS = ("design", "outcomes", "options", "covariates", "confidence", "correction", "sample", "arms")


def is_simulated(draft: dict[str, Any]) -> bool:
    primary = primary_of(draft) or {"kind": ""}
    return simulation_of(DESIGNS[draft["design"]], primary["kind"]) is not None


def digest_of(draft: dict[str, Any]) -> str:
    return digest({name: draft.get(name) for name in DEPENDS})


def plan_for_sizing(draft: dict[str, Any]) -> Plan:
    """The plan as far as sizing needs it: later steps may be missing."""
    reading = Reading(draft)
    plan = read_second(reading)
    if problems := [one for one in reading.problems if one[0].split(".")[0] in DEPENDS]:
        raise BadPlan(problems)
    return plan


@action
def ask_for_size(*, by: Actor, protocol: Protocol) -> Job | None:
    """Simulate what the plan says, once; the same plan is not simulated twice while a job of it stands."""
    policy.require(by, "portfolio.write_protocol", protocol)
    draft = draft_of(protocol.plan)
    if not is_simulated(draft) or not (draft.get("sample") or {}).get("units"):
        return None
    alone(f"{NAME} {protocol.id}")
    known = latest(protocol, draft)
    if known and (known.is_moving or known.state == Job.State.DONE):
        return known
    return start(NAME, by=by, project=protocol.project_id, protocol=str(protocol.id), digest=digest_of(draft))


def latest(protocol: Protocol, draft: dict[str, Any]) -> Job | None:
    """The newest job that was asked for this plan as it stands."""
    jobs = Job.objects.filter(name=NAME, project_id=protocol.project_id, arguments__protocol=str(protocol.id))
    return jobs.filter(arguments__digest=digest_of(draft)).order_by("-created_at").first()


def simulate(protocol: Protocol, told: Told) -> dict[str, Any]:
    """The job's work: what it found, and where it is shown."""
    draft = draft_of(protocol.plan)
    plan = plan_for_sizing(draft)
    simulation = simulation_of(design_of(plan), plan.primary.kind)
    if simulation is None:
        raise BadPlan([("design", _("The plan was changed meanwhile: save this step again."))])
    found = simulated(plan, draft["sample"], simulation, told)
    place = [protocol.project.slug, protocol.code, protocol.version, "amostra"]
    return {
        "url": reverse("trials:plan_step", args=place),
        "label": _("See the chance"),
        "digest": digest_of(draft),
        "found": found,
    }
