"""Addresses of learning for the walk of every route by every role."""

from typing import Any

from labx.portfolio.learning.actions import assumptions, ideas, prototypes
from labx.portfolio.learning.nodes import EvidenceGraph
from labx.portfolio.learning.tests.making import WHO, fallen, linked, observed, prototyped, tried


def prepare(world: Any) -> dict[str, Any]:
    project = world.published
    first, second = observed(project), observed(project, "A carta é longa.", "insight")
    settled = {"side": "legal", "importance": 2, "uncertainty": 2}
    done = assumptions.write_assumption(by=WHO, project=project, statement="A lei deixa.", **settled)
    node = EvidenceGraph(project).nodes[first.pk]
    assumptions.settle_assumption(by=WHO, assumption=done, has_held=True, evidence=node, why="Deixa.")
    idea = ideas.write_idea(by=WHO, project=project, title="Carta curta")
    ideas.set_criteria(by=WHO, project=project, criteria=[("Valor", 2)])
    prototype = prototyped(project, idea=idea)
    session = tried(prototype)
    prototypes.record_test_finding(by=WHO, prototype=prototype, statement="Leem.", verdict="keep")
    return {
        "finding": first,
        "link": linked(project, first, second),
        "fall": fallen(project, observed(project, "Engano.")),
        "open": assumptions.write_assumption(by=WHO, project=project, statement="Abrem-na.", **settled),
        "settled": done,
        "idea": idea,
        "prototype": prototype,
        "session": session,
    }


def here(**parts: str) -> Any:
    """The published project's address, with these records of ours in it."""

    def examples(world: Any) -> list[dict[str, Any]]:
        made = world.made["learning"]
        return [{"slug": world.published.slug, **{name: made[key].pk for name, key in parts.items()}}]

    return examples


def finding(world: Any) -> list[dict[str, Any]]:
    made = world.made["learning"]["finding"]
    return [{"slug": world.published.slug, "kind": made.kind, "id": made.pk}]


PROJECT_PAGES = (
    *("assumptions", "new_assumption", "graph", "new_finding", "ideas", "new_idea", "criteria", "score"),
    *("prototypes", "new_prototype"),
)
EXAMPLES = {
    **{f"learning:{name}": here() for name in PROJECT_PAGES},
    **{f"learning:{name}": finding for name in ("node", "edit_finding", "link", "take", "fall")},
    **{f"learning:{name}": here(assumption="open") for name in ("assumption", "edit_assumption", "settle")},
    "learning:reopen": here(assumption="settled"),
    "learning:unlink": here(link="link"),
    "learning:lift": here(fall="fall"),
    **{f"learning:{name}": here(idea="idea") for name in ("edit_idea", "choose")},
    **{
        f"learning:{name}": here(prototype="prototype")
        for name in ("prototype", "edit_prototype", "next_version", "new_session", "new_test_finding")
    },
    "learning:withdraw_session": here(session="session"),
    "api:see_graph": here(),
    "api:list_assumptions": here(),
    "api:see_prototypes": here(),
}
