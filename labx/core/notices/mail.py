"""Notices as e-mail. The subject names the kind only: subjects are seen by anyone who sees the screen."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from labx.core.accounts import Contact, contact
from labx.core.jobs.pieces import one_by_one
from labx.core.notices.declare import Mail, kinds
from labx.core.notices.models import Notice
from labx.core.notices.preferences import choices_of


@transaction.atomic
def send_one(notice_id: UUID) -> None:
    """The e-mail of one notice; sent again only if the first sending was not written down."""
    notice = Notice.objects.select_for_update().filter(pk=notice_id, mailed_at=None).first()
    known = contact(notice.owner_id) if notice else None
    declared = kinds().get(notice.kind) if notice else None
    if known and declared:
        with translation.override(known.language):
            send(known, str(declared.title), [notice])


def send_digests() -> None:
    """To everyone with notices of the day that were not read meanwhile; an address that is refused stops no other."""
    waiting = Notice.objects.filter(mailed_at=None, read_at=None)
    owners = waiting.order_by().values_list("owner_id", flat=True).distinct()
    with one_by_one("core.digests") as piece:
        for owner in owners:
            with piece(str(owner)):
                send_digest(owner)


@transaction.atomic
def send_digest(owner: UUID) -> None:
    known = contact(owner)
    daily = [name for name, mail in choices_of(owner).items() if mail == Mail.DAILY]
    waiting = Notice.objects.select_for_update().filter(owner_id=owner, mailed_at=None, read_at=None, kind__in=daily)
    notices = list(waiting.order_by("at"))
    if known and notices:
        with translation.override(known.language):
            send(known, _("Digest of the day"), notices)


def send(known: Contact, subject: str, notices: Sequence[Notice]) -> None:
    shown = {
        "notices": notices,
        "origin": settings.ORIGIN,
        "name": settings.LABX_NAME,
        "preferences": settings.ORIGIN + reverse("notices:preferences"),
    }
    body = render_to_string("notices/mail.txt", shown)
    EmailMessage(f"{settings.LABX_NAME}: {subject}", body, to=[known.email]).send()
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=timezone.now())
