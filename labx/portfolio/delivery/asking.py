"""Asking owners by e-mail, each with a link of their own that needs no account."""

import datetime as dt
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from labx.core.actors import system
from labx.core.audit.record import record
from labx.people.queries import language_of
from labx.portfolio.delivery.models import FollowUp

SALT = "delivery.follow_up"
REMIND_AFTER = dt.timedelta(days=14)
MOST_TIMES = 3


def token(follow_up: FollowUp) -> str:
    """Bound to the address it is sent to: a corrected address makes older links void."""
    return signing.dumps([follow_up.id.hex, mark(follow_up)], salt=SALT)


def mark(follow_up: FollowUp) -> str:
    return sha256(follow_up.handover.owner_email.lower().encode()).hexdigest()[:16]


def follow_up_of(token: str) -> FollowUp:
    try:
        key, sent_to = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    found = FollowUp.objects.select_related("handover__project", "handover__entity").filter(pk=UUID(key)).first()
    if found is None or mark(found) != sent_to:
        raise Http404
    return found


def to_ask(now: dt.datetime) -> QuerySet[FollowUp]:
    """Due and unanswered, and not asked in the last fortnight nor three times already."""
    waited = Q(last_asked_at=None) | Q(last_asked_at__lte=now - REMIND_AFTER)
    due = FollowUp.objects.filter(waited, due_on__lte=timezone.localdate(now), answered_at=None)
    due = due.exclude(handover__owner_email="")
    return due.filter(times_asked__lt=MOST_TIMES)


@transaction.atomic
def ask(follow_up_id: UUID) -> bool:
    """Write to the owner, unless somebody did or they answered meanwhile."""
    now = timezone.now()
    waiting = to_ask(now).filter(pk=follow_up_id).select_for_update(of=("self",))
    found = waiting.select_related("handover__project").first()
    if found is None:
        return False
    send(found)
    FollowUp.objects.filter(pk=found.pk).update(
        asked_at=found.asked_at or now, last_asked_at=now, times_asked=F("times_asked") + 1
    )
    record(
        by=system("delivery.follow_up"),
        action="delivery.ask_follow_up",
        target=found,
        project=found.project_id,
        after={"months": found.months, "time": found.times_asked + 1},
    )
    return True


def send(follow_up: FollowUp) -> None:
    handover = follow_up.handover
    shown = {
        "follow_up": follow_up,
        "handover": handover,
        "project": handover.project,
        "lab": settings.LABX_NAME,
        "link": settings.ORIGIN + reverse("delivery:answer", args=[token(follow_up)]),
        "is_reminder": follow_up.times_asked > 0,
    }
    with translation.override(language_of(handover.owner_email) or settings.LANGUAGE_CODE):
        subject = render_to_string("delivery/ask_subject.txt", shown).strip()
        EmailMessage(subject, render_to_string("delivery/ask.txt", shown), to=[handover.owner_email]).send()
