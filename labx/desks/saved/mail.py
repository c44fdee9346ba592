"""Reminders as e-mail: neither subject nor text nor link says what it is about."""

from __future__ import annotations

from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from labx.desks.saved.actions.reminders import address_in, stop_token
from labx.desks.saved.models import Reminder

log = structlog.get_logger("labx.desks.saved")


@transaction.atomic
def send_one(reminder_id: UUID) -> None:
    """Gone once it was sent; sent again only if that was not written down. What cannot be read waits for its key."""
    reminder = Reminder.objects.select_for_update().filter(pk=reminder_id, on__lte=timezone.localdate()).first()
    if reminder is None:
        return
    address = address_in(reminder)
    if not address:
        log.error("reminder not readable", reminder=str(reminder.pk), cure="LABX_EARLIER_SECRET_KEYS")
        return
    with translation.override(reminder.language):
        message_of(reminder, address).send()
    reminder.delete()


def message_of(reminder: Reminder, address: str) -> EmailMessage:
    origin = settings.ORIGIN.rstrip("/")
    stop = origin + reverse("saved:stop", args=[stop_token(reminder.case_id)])
    shown = {"name": settings.LABX_NAME, "link": origin + reverse("saved:open"), "stop": stop}
    body = render_to_string("desks/saved/mail/reminder.txt", shown)
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    subject = _("The reminder you asked for")
    return EmailMessage(f"{settings.LABX_NAME}: {subject}", body, to=[address], headers=headers)
