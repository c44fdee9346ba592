"""The case of a project, as the observatory asks for it."""

from typing import Any

from labx.core import policy
from labx.core.actions import EditedMeanwhile, action, alone, rewrite
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.portfolio.catalogue.models import Case
from labx.portfolio.models import Project

WORDS = (
    "level",
    "policy_area",
    "tags",
    "novelty",
    "partners",
    "users",
    "challenges",
    "conditions",
    "replication",
    "lessons",
)


@action
def write_case(*, by: Actor, project: Project, edition: int, **words: str) -> Case:
    """Write or change it; `edition` is the one that was opened, 0 where there was none."""
    policy.require(by, "catalogue.write_case", project)
    alone(f"catalogue.case {project.id}")
    current = Case.objects.filter(project=project).first()
    if (current.edition if current else 0) != edition:
        raise EditedMeanwhile
    before = snapshot(current) if current else None
    current = current or Case(project=project, edition=0)
    rewrite(current, WORDS, words)
    current.save()
    record_audit(
        by=by, action="catalogue.write_case", target=current, project=project.id, before=before, after=snapshot(current)
    )
    return current


def snapshot(case: Case) -> dict[str, Any]:
    return {name: getattr(case, name) for name in WORDS}
