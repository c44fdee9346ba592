"""Messages to participants: short, with one link. A message of an invitation passes the gate when it is sent."""

from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from labx.core.actors import system
from labx.people.consent import gate
from labx.people.consent.errors import NotAgreed
from labx.people.consent.models import Purpose
from labx.people.participants import links
from labx.people.participants.models import Contact, Invitation, JoinRequest

SENDER = system("mail")


def send_code(request_id: UUID, code: str) -> None:
    request = JoinRequest.objects.filter(pk=request_id).first()
    if request is None:
        return
    with translation.override(request.language):
        send(request.answers["reached"]["email"], _("Your code"), "code", {"code": code})


def send_link(participant_id: UUID, kind: str) -> None:
    """`kind`: welcome, link or renew. Nothing for somebody who left meanwhile."""
    contact = contact_of(participant_id)
    if contact is None:
        return
    with translation.override(contact.language):
        subjects = {"welcome": _("You joined"), "link": _("Your participation"), "renew": _("Do you stay?")}
        link = links.own_link(contact.participant)
        send(contact.email, subjects[kind], kind, {"link": link, "participant": contact.participant})


def send_invitation(invitation_id: UUID) -> None:
    """Not sent where the agreement to take part was taken back meanwhile, or the place was given away."""
    found = Invitation.objects.select_related("recruitment", "participant__subject")
    invitation = found.filter(pk=invitation_id, reply="waiting").first()
    contact = contact_of(invitation.participant_id) if invitation else None
    if contact is None:
        return
    person, project = invitation.participant.subject.id, invitation.recruitment.project_id
    try:
        with (
            gate.using(person, Purpose.TAKE_PART, project, by=SENDER, what="participants.mailed"),
            translation.override(contact.language),
        ):
            link = links.own_link(contact.participant)
            send(contact.email, _("An invitation"), "invitation", {"link": link, "invitation": invitation})
    except NotAgreed:
        return


def contact_of(participant_id: UUID) -> Contact | None:
    return Contact.objects.select_related("participant").filter(pk=participant_id).exclude(email="").first()


def send(address: str, subject: str, template: str, shown: dict[str, object]) -> None:
    context = {"name": settings.LABX_NAME, **shown}
    body = render_to_string(f"participants/mail/{template}.txt", context)
    EmailMessage(f"{settings.LABX_NAME}: {subject}", body, to=[address]).send()
