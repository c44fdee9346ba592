"""Invitations: sent within each person's yearly limit, answered, and passed on to the next of the drawn list."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.events.publish import NewEvent, publish_many
from labx.people.consent import gate
from labx.people.consent.models import Purpose
from labx.people.participants import draws, queries
from labx.people.participants.actions.people import note_contact
from labx.people.participants.errors import NotNow
from labx.people.participants.events import PANEL
from labx.people.participants.models import Invitation, Participant, Recruitment
from labx.people.participants.models.recruitment import Reply


@action
def invite_drawn(*, by: Actor, recruitment: Recruitment) -> int:
    """Invite everyone who was drawn for a place and is not invited yet; returns how many.

    Who took back the agreement meanwhile, left, or reached the yearly limit is passed over for an alternate.
    """
    policy.require(by, "participants.recruit", recruitment)
    current = locked(recruitment)
    waiting = current.invitations.filter(is_alternate=False, invited_at=None, reply=Reply.WAITING)
    sent = send(by, current, list(waiting))
    for invitation in waiting.exclude(pk__in=[one.pk for one in sent]):
        pass_over(by, invitation)
        sent += replace(by, invitation)
    return len(sent)


@action
def reply(*, by: Actor, invitation: Invitation, answer: Reply) -> Invitation:
    """Accept or decline. Declining, and not answering, make room for the next of the list."""
    policy.require(by, "participants.answer_invitation", invitation)
    recruitment = locked(invitation.recruitment)
    current = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if current.reply == answer:
        return current
    if not current.invited_at or (current.replied_at and current.reply != Reply.ACCEPTED):
        raise NotNow(_("This invitation was answered already, or its place was given to somebody else."))
    current.recruitment = recruitment
    current.reply, current.replied_at = answer, timezone.now()
    current.save(update_fields=["reply", "replied_at"])
    note(by, current, "participants.reply", {"answer": answer})
    if answer == Reply.ACCEPTED:
        publish_many([event_of(current, "participants.accepted")])
    else:
        replace(by, current)
    return current


@action
def note_silence(*, by: Actor, recruitment: Recruitment) -> int:
    """Who did not answer in time gives the place to the next of the list; returns how many."""
    policy.require(by, "participants.recruit", recruitment)
    current = locked(recruitment)
    today = timezone.localdate()
    late = current.invitations.filter(reply=Reply.WAITING, answer_by__lt=today)
    for invitation in list(late):
        invitation.reply, invitation.replied_at = Reply.SILENT, timezone.now()
        invitation.save(update_fields=["reply", "replied_at"])
        note(by, invitation, "participants.reply", {"answer": Reply.SILENT})
        replace(by, invitation)
    return len(late)


@action
def note_took_part(*, by: Actor, recruitment: Recruitment, invitations: list[Invitation]) -> int:
    """Who really came. Only this makes a participation, never an invitation or a promise."""
    policy.require(by, "participants.recruit", recruitment)
    current = locked(recruitment)
    chosen = current.invitations.filter(pk__in=[one.pk for one in invitations], reply=Reply.ACCEPTED, took_part_at=None)
    came = list(chosen.select_related("participant__subject"))
    for invitation in came:
        invitation.took_part_at = timezone.now()
    Invitation.objects.bulk_update(came, ["took_part_at"])
    publish_many([event_of(invitation, "participants.took_part") for invitation in came])
    if came:
        target, after = ("participants.recruitment", current.pk), {"people": len(came)}
        record(by=by, action="participants.took_part", target=target, project=current.project_id, after=after)
    return len(came)


def send(by: Actor, recruitment: Recruitment, invitations: list[Invitation]) -> list[Invitation]:
    """Invite those of them who still may be; the others stay as they are."""
    from labx.people.participants.jobs import mail_invitation

    wanted = Participant.objects.filter(pk__in=[one.participant_id for one in invitations])
    free = queries.below_limit(wanted.filter(left_at=None))
    now = timezone.now()
    with gate.using_many(
        free, Purpose.TAKE_PART, recruitment.project_id, by=by, what="participants.invited"
    ) as agreeing:
        people = {person.pk: person for person in agreeing.select_related("subject", "contact")}
        sent = [one for one in invitations if one.participant_id in people]
        for one in sent:
            one.recruitment, one.participant = recruitment, people[one.participant_id]
            one.invited_at = now
            one.answer_by = timezone.localdate(now) + timedelta(days=recruitment.reply_days)
        Invitation.objects.bulk_update(sent, ["invited_at", "answer_by"])
        note_contact([one.participant for one in sent], timezone.localdate(now))
        publish_many([event_of(one, "participants.invited") for one in sent])
    for one in sent:
        if one.participant.contact.email and not one.participant.is_example:
            mail_invitation.defer(invitation=str(one.pk))
    if sent:
        target, after = ("participants.recruitment", recruitment.pk), {"people": len(sent)}
        record(by=by, action="participants.invite", target=target, project=recruitment.project_id, after=after)
    return sent


def replace(by: Actor, invitation: Invitation) -> list[Invitation]:
    """Invite the first alternate of the same cell who still may be, else the first of any."""
    recruitment = invitation.recruitment
    if recruitment.closed_at:
        return []
    waiting = recruitment.invitations.filter(is_alternate=True, invited_at=None, reply=Reply.WAITING)
    alternates = list(waiting.select_related("participant"))
    attributes = draws.attributes_of({name: getattr(recruitment, name) for name in ("method", "strata", "quotas")})
    pool = recruitment.pool
    wanted = draws.cell_name(pool[invitation.participant.code], attributes)
    alternates.sort(key=lambda one: (draws.cell_name(pool[one.participant.code], attributes) != wanted, one.position))
    for alternate in alternates:
        if sent := send(by, recruitment, [alternate]):
            alternate.replaces = invitation
            alternate.save(update_fields=["replaces"])
            note(by, alternate, "participants.replace", {"replaces": invitation.position})
            return sent
        pass_over(by, alternate)
    return []


def pass_over(by: Actor, invitation: Invitation) -> None:
    """Somebody drawn who may not be invited: left, took the agreement back, or had enough invitations this year."""
    invitation.reply, invitation.replied_at = Reply.LEFT, timezone.now()
    invitation.save(update_fields=["reply", "replied_at"])
    note(by, invitation, "participants.reply", {"answer": Reply.LEFT})


def note(by: Actor, invitation: Invitation, what: str, after: dict[str, object]) -> None:
    project = invitation.recruitment.project_id
    record(by=by, action=what, target=invitation, project=project, after=after)


def event_of(invitation: Invitation, name: str) -> NewEvent:
    project = invitation.recruitment.project_id or PANEL
    return NewEvent(
        name, invitation.participant.subject.id, project, context={"recruitment": invitation.recruitment_id}
    )


def locked(recruitment: Recruitment) -> Recruitment:
    current = Recruitment.objects.select_for_update().get(pk=recruitment.pk)
    if not current.drawn_at:
        raise NotNow(_("Nobody was drawn yet. Make the draw first."))
    return current
