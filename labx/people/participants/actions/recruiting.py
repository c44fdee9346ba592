"""Recruitment: opened with a committed seed, drawn once, from a list that is frozen first."""

import secrets
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import EditedMeanwhile, action, alone, rewrite
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.frozen.canonical import digest
from labx.core.jobs.actions import Scope
from labx.people.consent import gate
from labx.people.consent.models import Purpose
from labx.people.participants import draws, queries
from labx.people.participants.attributes import BALANCED
from labx.people.participants.engine.lottery import commitment
from labx.people.participants.errors import NotNow
from labx.people.participants.models import Invitation, Participant, Recruitment

SEED_BYTES = 32
EDITABLE = (
    "title", "need", "method", "places", "alternates", "strata", "quotas", "narrowed_to", "reply_days",
)  # fmt: skip


@action
def open_recruitment(*, by: Actor, project: UUID | None = None, **words: Any) -> Recruitment:
    """Say what people are needed for. The seed is made and its hash shown from now on; the seed stays secret."""
    policy.require(by, "participants.recruit", Scope(project) if project else None)
    alone("participants.open_recruitment")
    seed = secrets.token_hex(SEED_BYTES)
    made = Recruitment.objects.create(
        code=free_code(words["title"]),
        project_id=project,
        seed=seed,
        seed_digest=commitment(seed),
        created_by=by.key,
        **{name: words[name] for name in EDITABLE if name in words},
    )
    after = {"seed_digest": made.seed_digest, **told(made)}
    record(by=by, action="participants.open_recruitment", target=made, project=project, after=after)
    return made


@action
def edit_recruitment(*, by: Actor, recruitment: Recruitment, edition: int, **changes: Any) -> Recruitment:
    """Until the draw everything may change, and the trail tells what did; the seed stays."""
    policy.require(by, "participants.recruit", recruitment)
    current = Recruitment.objects.select_for_update().get(pk=recruitment.pk)
    require_undrawn(current)
    if current.edition != edition:
        raise EditedMeanwhile
    before = told(current)
    rewrite(current, EDITABLE, changes)
    current.save()
    record(
        by=by,
        action="participants.edit_recruitment",
        target=current,
        project=current.project_id,
        before=before,
        after=told(current),
    )
    return current


@action
def draw(*, by: Actor, recruitment: Recruitment) -> Recruitment:
    """Freeze the list of who may be drawn, draw, and reveal the seed. Once only."""
    policy.require(by, "participants.recruit", recruitment)
    current = Recruitment.objects.select_for_update().get(pk=recruitment.pk)
    require_undrawn(current)
    eligible = queries.eligible(current)
    with gate.using_many(eligible, Purpose.TAKE_PART, current.project_id, by=by, what="participants.drawn") as agreeing:
        people = list(agreeing.values("id", "code", *BALANCED))
        current.pool = {person["code"]: {name: person[name] for name in BALANCED} for person in people}
        current.pool_digest = digest(current.pool)
        current.result = draws.run({name: getattr(current, name) for name in draws.PARTS})
        current.drawn_at = timezone.now()
        current.save()
        keep_list(current, {person["code"]: person["id"] for person in people})
    record(
        by=by,
        action="participants.draw",
        target=current,
        project=current.project_id,
        after={"seed": current.seed, "pool_digest": current.pool_digest, "people": len(people)},
    )
    return current


@action
def close_recruitment(*, by: Actor, recruitment: Recruitment, why: str) -> Recruitment:
    """Nobody else is invited; whoever still waits for a place is let go."""
    policy.require(by, "participants.recruit", recruitment)
    current = Recruitment.objects.select_for_update().get(pk=recruitment.pk)
    if current.closed_at:
        return current
    current.closed_at = timezone.now()
    current.save(update_fields=["closed_at"])
    record(by=by, action="participants.close_recruitment", target=current, project=current.project_id, why=why)
    return current


def keep_list(recruitment: Recruitment, ids: dict[str, UUID]) -> None:
    selected, alternates = recruitment.result["selected"], recruitment.result["alternates"]
    Invitation.objects.bulk_create(
        Invitation(
            recruitment=recruitment,
            participant=Participant(pk=ids[code]),
            position=position,
            is_alternate=position > len(selected),
        )
        for position, code in enumerate([*selected, *alternates], start=1)
    )


def require_undrawn(recruitment: Recruitment) -> None:
    if recruitment.drawn_at:
        raise NotNow(_("The draw was made, and is made only once. Open another recruitment to draw again."))
    if recruitment.closed_at:
        raise NotNow(_("This recruitment is closed. Open another one."))


def told(recruitment: Recruitment) -> dict[str, Any]:
    return {name: getattr(recruitment, name) for name in EDITABLE}


def free_code(title: str) -> str:
    stem = slugify(title)[:30].strip("-") or "recrutamento"
    taken = set(Recruitment.objects.filter(code__startswith=stem).values_list("code", flat=True)) | {"novo"}
    number = 1
    while (code := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return code
