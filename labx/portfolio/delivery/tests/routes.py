"""An address for each route of delivery."""

import datetime as dt
from typing import Any

from labx.core.actors import system
from labx.portfolio.actions.evidence import record_decision
from labx.portfolio.delivery.actions.blockers import open_blocker
from labx.portfolio.delivery.actions.handover import write_handover
from labx.portfolio.delivery.asking import token
from labx.portfolio.delivery.models import Blocker, FollowUp

WHO = system("test")
DAY = dt.date(2026, 3, 1)


def prepare(world: Any) -> tuple[Blocker, FollowUp]:
    """A blocker and a handover of the published project, which was decided to scale."""
    project = world.published
    words = {"kind": "legal", "owner": "Serviços jurídicos", "note": "Falta um parecer.", "opened_on": DAY}
    blocker = open_blocker(by=WHO, project=project, **words)
    record_decision(
        by=WHO,
        project=project,
        outcome="scale",
        reasons="Ajuda.",
        decided_by="Direção",
        decided_on=DAY,
        would_change="Outro ensaio.",
        citations=[(project.evidence.first(), True, "strong")],
        replaces=project.decisions.filter(replaced_by=None).first(),
    )
    owner = {"owner_name": "Rita Melo", "owner_email": "rita@example.pt", "handed_over_on": DAY}
    handover = write_handover(by=WHO, project=project, edition=0, **owner)
    return blocker, handover.follow_ups.first()


def either(world: Any) -> list[dict[str, Any]]:
    return [{"slug": world.published.slug}, {"slug": world.hidden.slug}]


def of_blocker(world: Any) -> list[dict[str, Any]]:
    return [{"slug": world.published.slug, "blocker": world.made["delivery"][0].pk}]


EXAMPLES = {
    "delivery:blockers": either,
    "delivery:new_blocker": either,
    "delivery:edit_blocker": of_blocker,
    "delivery:reopen_blocker": of_blocker,
    "delivery:handover": either,
    "delivery:edit_handover": either,
    "delivery:ask": lambda world: [{"slug": world.published.slug, "follow_up": world.made["delivery"][1].pk}],
    "delivery:answer": lambda world: [{"token": token(world.made["delivery"][1])}],
    "api:list_blockers_of_project": either,
}
