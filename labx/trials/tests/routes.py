"""An address for every route of the trials room."""

from collections.abc import Callable
from typing import Any

from labx.core.actors import system
from labx.portfolio.actions import protocols
from labx.portfolio.models import Project, Protocol
from labx.trials import demo
from labx.trials.actions import open_trial
from labx.trials.lottery.sealing import seal_seed
from labx.trials.models import Trial
from labx.trials.steps.registry import STEPS

WHO = system("test")


def prepare(world: Any) -> Trial:
    """A trial whose groups LabX draws."""
    return drawn_trial(world.published)


def drawn_trial(project: Project) -> Trial:
    arms = [{"code": code, "label": code} for code in ("antiga", "nova")]
    outcomes = [{"code": "feito", "label": "fizeram o pedido", "kind": "share", "worthwhile": 0.05}]
    drawn = {"scheme": "simple", "seed_hash": seal_seed(by=WHO, project=project)}
    plan = {"version": 2, "design": "individual", "unit": "pessoas", "arms": arms, "outcomes": outcomes}
    draft = protocols.write_protocol(
        by=WHO,
        project=project,
        code="sorteado",
        room="trials",
        plan={**plan, "randomisation": drawn},
        title="Sorteado",
        **demo.WORDS,
    )
    return open_trial(by=WHO, protocol=protocols.freeze_protocol(by=WHO, protocol=draft))


Address = dict[str, Any]


def published(world: Any) -> list[Address]:
    return [{"slug": world.published.slug}]


def trial(world: Any) -> list[Address]:
    return [{"slug": world.trial.slug}]


def lottery(world: Any) -> list[Address]:
    return [{"slug": world.made["trials"].slug}]


def dataset(world: Any) -> list[Address]:
    return [{"slug": world.trial.slug, "dataset": world.dataset.id}]


def protocol_address(protocol: Protocol) -> Address:
    return {"slug": protocol.project.slug, "code": protocol.code, "version": protocol.version}


def draft(world: Any) -> list[Address]:
    return [protocol_address(world.draft)]


def frozen(world: Any) -> list[Address]:
    return [protocol_address(world.frozen)]


EXAMPLES: dict[str, Callable[[Any], list[Address]]] = {
    "api:allocate": lottery,
    "api:list_allocations": lottery,
    "trials:record": trial,
    "trials:look": trial,
    "trials:reporting": trial,
    "trials:close": trial,
    "trials:decide": trial,
    "trials:lottery": lottery,
    "trials:pdf": trial,
    "trials:package": trial,
    "trials:public_package": trial,
    "trials:notice": trial,
    "trials:public_notice": trial,
    "trials:conclude": trial,
    "trials:upload": trial,
    "trials:dataset": dataset,
    "trials:columns": dataset,
    "trials:original": dataset,
    "trials:undo": dataset,
    "trials:new_plan": published,
    "trials:edit_plan": draft,
    "trials:plan_question": draft,
    "trials:plan_step": lambda world: [{**address, "step": step.slug} for address in draft(world) for step in STEPS],
    "trials:new_outcome": draft,
    "trials:outcome": lambda world: [{**address, "place": 0} for address in draft(world)],
    "trials:remove_outcome": lambda world: [{**address, "place": 0} for address in draft(world)],
    "trials:open": frozen,
}
