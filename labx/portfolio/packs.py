"""The shape of the demonstration's projects: facts of real ones with their source, and invented ones."""

from typing import Any

from django.utils.translation import gettext as _

from labx.core.packs.fields import Choice, Date, Integer, ListOf, Record, Text
from labx.core.packs.grades import FactGrade
from labx.core.packs.pack import Pack
from labx.core.packs.schema import PackSchema
from labx.portfolio.models import Stage

STAGES = tuple(stage.value for stage in Stage)
WALKED = STAGES[STAGES.index("triage") : STAGES.index("decision") + 1]
PUBLIC = Record(
    fields={
        "title": Text(),
        "question": Text(),
        "beneficiaries": Text(),
        "did": Text(),
        "learned": Text(),
        "next_step": Text(),
        "starts_on": Date(required=False),
        "ends_on": Date(required=False),
        "source": Text(),
        "grade": Choice(options=tuple(FactGrade)),
    }
)
INVENTED = Record(
    fields={
        "title": Text(),
        "question": Text(),
        "beneficiaries": Text(),
        "district": Text(),
        "level": Choice(options=("national", "regional", "local")),
        "started": Date(),
        "days": Record(fields={stage: Integer(minimum=0, required=False) for stage in WALKED}),
        "decision": Choice(options=("scale", "iterate", "stop", "inconclusive"), required=False),
        "blocked_by": Choice(options=("procurement", "legal", "data", "it", "sponsor", "reluctance"), required=False),
    }
)


def check_projects(content: dict[str, Any]) -> list[tuple[str, str]]:
    """A project walks the stages without a gap, and only one that reached the decision has one."""
    problems = []
    for place, project in enumerate(content["invented_projects"]):
        walked = [stage for stage in WALKED if project["days"].get(stage) is not None]
        if not walked or walked[0] != WALKED[0]:
            problems.append((f"invented_projects[{place}].days", _("Begin with triage.")))
        if ("decision" in walked) != bool(project.get("decision")):
            problems.append(
                (f"invented_projects[{place}].decision", _("Give a decision where the stage was reached, only there."))
            )
    return problems


def run_case(pack: Pack, case: dict[str, Any]) -> dict[str, Any]:
    """How many there are, and how they ended."""
    invented = pack.content["invented_projects"]
    return {
        "projects": len(invented) + len(pack.content["public_projects"]),
        "ended": sum(1 for project in invented if project.get("decision") == case["decision"]),
        "blocked": sum(1 for project in invented if project.get("blocked_by")),
    }


DEMO_PROJECTS = PackSchema(
    room="portfolio",
    kind="demo-projects",
    fields={
        "public_projects": ListOf(item=PUBLIC, at_least=1, unique_key="title"),
        "invented_projects": ListOf(item=INVENTED, at_least=1, unique_key="title"),
    },
    check=check_projects,
    run_case=run_case,
)
