"""The link of an invitation: a signed id, read from the message it was sent in."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from labx.people.models import Invitation

SALT = "labx.people.invitation"


def link(invitation: Invitation) -> str:
    """The whole address, on this site's own origin: never taken from the request's Host."""
    token = signing.dumps([str(invitation.id), invitation.ends_at.timestamp()], salt=SALT)
    return settings.ORIGIN.rstrip("/") + reverse("people:accept", kwargs={"token": token})


def named_by(token: str) -> Invitation | None:
    """The open invitation of a link; nothing when it is forged, over, used, withdrawn or sent anew since."""
    try:
        id, ends_at = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    invitation = Invitation.objects.filter(id=UUID(id)).first()
    return invitation if invitation and invitation.is_open and invitation.ends_at.timestamp() == ends_at else None


def deliver(id: UUID) -> None:
    """Send the message unless it went already or the invitation ended; what stops it is written down and raised."""
    try:
        with transaction.atomic():
            waiting = Invitation.objects.select_for_update().filter(pk=id, sent_at=None).first()
            if waiting is None or not waiting.is_open:
                return
            send(waiting)
            waiting.sent_at, waiting.failed_at = timezone.now(), None
            waiting.save(update_fields=["sent_at", "failed_at"])
    except OSError:
        Invitation.objects.filter(pk=id, sent_at=None).update(failed_at=timezone.now())
        raise


def send(invitation: Invitation) -> None:
    context = {"invitation": invitation, "link": link(invitation), "name": settings.LABX_NAME}
    with translation.override(invitation.language):
        subject = render_to_string("people/email/invitation_subject.txt", context).strip()
        text = render_to_string("people/email/invitation.txt", context)
    send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [invitation.email])
