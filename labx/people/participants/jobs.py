"""The worker's part of the panel: messages, yearly renewal, silence, and what ran out."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from labx.core.actors import Actor, system
from labx.core.files.removing import remove_older
from labx.core.jobs.declare import job
from labx.core.jobs.pieces import one_by_one
from labx.people.participants.errors import PanelProblem
from labx.stats.errors import CannotEstimate

UPLOADS_STAY = timedelta(days=1)  # long enough to look at what was judged, and to import it
RETRY = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.task(name="labx.people.participants.mail_code", retry=RETRY)
def mail_code(request: str, code: str) -> None:
    from labx.people.participants.mail import send_code

    send_code(UUID(request), code)


@app.task(name="labx.people.participants.mail_link", retry=RETRY)
def mail_link(participant: str, kind: str) -> None:
    from labx.people.participants.mail import send_link

    send_link(UUID(participant), kind)


@app.task(name="labx.people.participants.mail_invitation", retry=RETRY)
def mail_invitation(invitation: str) -> None:
    from labx.people.participants.mail import send_invitation

    send_invitation(UUID(invitation))


@app.periodic(cron="30 6 * * *")
@app.task(name="labx.people.participants.each_day", queueing_lock="labx.people.participants.each_day")
def each_day(timestamp: int) -> None:
    """Ask who stays, let go who did not answer for a month, note silence, forget what ran out or was left lying."""
    with one_by_one("participants.each_day") as piece:
        for step in (ask_to_renew, let_go, note_all_silence, forget_requests, forget_uploads):
            with piece(step.__name__):
                step()


def ask_to_renew() -> int:
    from labx.people.participants import queries

    due = list(queries.due_to_renew().select_related("contact")[:1000])
    for participant in due:
        participant.asked_to_renew_on = timezone.localdate()
        with transaction.atomic():  # whoever counts as asked, and is let go for not answering, is written to
            participant.save(update_fields=["asked_to_renew_on"])
            if participant.contact.email and not participant.is_example:
                mail_link.defer(participant=str(participant.id), kind="renew")
    return len(due)


def let_go() -> int:
    from labx.people.participants import queries
    from labx.people.participants.actions.people import leave_panel

    late = list(queries.not_renewed()[:1000])
    for participant in late:
        leave_panel(by=system("renewal"), participant=participant, reason="not_renewed")
    return len(late)


def note_all_silence() -> int:
    from labx.people.participants.actions.inviting import note_silence
    from labx.people.participants.models import Recruitment

    going = Recruitment.objects.filter(drawn_at__isnull=False, closed_at=None)
    return sum(note_silence(by=system("silence"), recruitment=recruitment) for recruitment in going)


def forget_requests() -> int:
    from labx.people.participants.models import JoinRequest

    return JoinRequest.objects.filter(ends_at__lte=timezone.now()).delete()[0]


def forget_uploads() -> int:
    from labx.people.participants import importing

    return remove_older(importing.FOLDER, timezone.now() - UPLOADS_STAY)


@job(
    "participants.draw",
    title=_("Draw of participants"),
    permission="participants.recruit",
    explains=(PanelProblem,),
)
def draw(progress: Any, *, by: Actor, recruitment: str) -> dict[str, Any]:
    from labx.people.participants import queries, telling
    from labx.people.participants.actions import recruiting

    progress.say(message=_("Drawing, and estimating everyone's chance."))
    try:
        drawn = recruiting.draw(by=by, recruitment=queries.recruitment_called(recruitment))
    except CannotEstimate as refusal:
        raise PanelProblem(telling.refusal(refusal)) from None
    return {"recruitment": drawn.code, "selected": len(drawn.result["selected"])}


@job(
    "participants.import",
    title=_("Import of participants"),
    permission="participants.import",
    explains=(PanelProblem,),
)
def import_file(progress: Any, *, by: Actor, upload: str, called: str) -> dict[str, Any]:
    from labx.people.participants import importing

    return importing.bring_in(by=by, sha256=upload, name=called, told=progress.say)


@job(
    "participants.undo_import",
    title=_("Undoing an import of participants"),
    permission="participants.import",
    explains=(PanelProblem,),
)
def undo_import(progress: Any, *, by: Actor, brought: str, why: str) -> dict[str, Any]:
    """Everyone who may go, or nobody."""
    from labx.people.participants import queries
    from labx.people.participants.actions import imports as actions

    done = actions.undo_import(by=by, brought=queries.import_by_id(UUID(brought)), why=why, told=progress.say)
    return {"taken_back": done.taken_back, "url": reverse("participants:import_record", args=[done.pk])}
