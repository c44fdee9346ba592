"""What changed, as e-mail: the subject speaks of an appointment and of nothing else."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from labx.core.actors import system
from labx.core.audit.record import record
from labx.desks.counter.actions.telling import FIELDS, knows
from labx.desks.counter.booking.reaching import address_in, contact_of
from labx.desks.counter.booking.telling import own_page, when_words
from labx.desks.counter.models import Appointment

BY = system("counter.tell")


@transaction.atomic
def send_one(appointment: UUID) -> None:
    """What waits is sent as it stands now, once; what cannot be read is left for the telephone."""
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("counter__timetable")
    row = rows.filter(pk=appointment, is_mailed=True).exclude(to_tell="").first()
    if row is None:
        return
    address = address_in(contact_of(row))
    if not address:
        row.is_mailed = False
        row.save(update_fields=FIELDS)
        return
    if row.at > timezone.now():
        with translation.override(row.language):
            message_of(row, address).send()
        record(by=BY, action="counter.told", target=row)
    knows(row)
    row.save(update_fields=[*FIELDS, "box"])


def message_of(row: Appointment, address: str) -> EmailMessage:
    shown = {
        "appointment": row,
        "when": when_words(row),
        "link": own_page(),
        "contact": settings.LABX_CONTACT,
        "name": settings.LABX_NAME,
    }
    body = render_to_string("counter/mail/changed.txt", shown)
    return EmailMessage(f"{settings.LABX_NAME}: {_('Your appointment')}", body, to=[address])
