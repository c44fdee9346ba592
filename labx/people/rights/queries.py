"""Reads about the rights of people."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core.actors import Actor
from labx.core.pages import formats
from labx.core.pages.entries import Link
from labx.core.personal import Person
from labx.people.rights.copying import counts_of
from labx.people.rights.models import Assessment, Breach, Erasure, Mention, ProcessingActivity, Request, Risk
from labx.people.rights.models.requests import MOVING
from labx.people.rights.policy import OFFICERS

SOON_DAYS = 30


def requests() -> QuerySet[Request]:
    waiting = Count("mentions", filter=Q(mentions__state=Mention.State.WAITING))
    return Request.objects.select_related("erasure").annotate(mentions_waiting=waiting)


def open_requests() -> QuerySet[Request]:
    return requests().filter(state__in=MOVING).order_by("due_on")


def own_requests(actor: Actor) -> QuerySet[Request]:
    return Request.objects.filter(Q(account_id=actor.id) | Q(participant_id=actor.id)).order_by("-received_on", "code")


def request_by_code(code: str) -> Request:
    return get_object_or_404(requests(), code=code)


def mention_by_id(code: str, mention: UUID) -> Mention:
    return get_object_or_404(Mention.objects.select_related("request"), pk=mention, request__code=code)


def receipt_by_code(code: str) -> Erasure:
    return get_object_or_404(Erasure.objects.select_related("request"), receipt_code=code)


def activity_by_code(code: str) -> ProcessingActivity:
    return get_object_or_404(ProcessingActivity, code=code)


def assessments() -> QuerySet[Assessment]:
    return Assessment.objects.prefetch_related("risks")


def assessments_due() -> QuerySet[Assessment]:
    """To be reviewed within a month, or never advised on."""
    soon = timezone.localdate() + timedelta(days=SOON_DAYS)
    return assessments().filter(Q(review_on__lte=soon) | Q(advised_at=None)).order_by("review_on")


def assessment_by_code(code: str) -> Assessment:
    return get_object_or_404(assessments().select_related("activity"), code=code)


def risk_by_id(code: str, risk: UUID) -> Risk:
    return get_object_or_404(Risk.objects.select_related("assessment"), pk=risk, assessment__code=code)


def open_breaches() -> QuerySet[Breach]:
    return Breach.objects.filter(closed_at=None).order_by("known_at")


def breach_by_code(code: str) -> Breach:
    return get_object_or_404(Breach, code=code)


def waiting_for(actor: Actor) -> list[Link]:
    """What the desk shows officers: the clock of each breach, and how much else of their day waits."""
    if not actor.roles & OFFICERS:
        return []
    breaches = [
        Link(
            _("Tell the authority of “%(title)s” by %(due)s, or write why not")
            % {"title": breach.title, "due": formats.day(breach.authority_due, "DATETIME_FORMAT")},
            reverse("rights:breach", args=[breach.code]),
        )
        for breach in open_breaches()
        if not breach.is_settled
    ]
    counted = (
        (open_requests().count(), _("Requests of data subjects to answer: %(count)s"), "rights:desk"),
        (
            assessments().filter(advised_at=None).count(),
            _("Impact assessments to advise on: %(count)s"),
            "rights:assessments",
        ),
    )
    return breaches + [Link(words % {"count": count}, reverse(name)) for count, words, name in counted if count]


def unscrubbed() -> int:
    """Erasures whose bytes may still lie in the files of the database."""
    return Erasure.objects.exclude(finished_at=None).filter(scrubbed_at=None).count()


def what_stays(person: Person) -> list[tuple[str, str]]:
    """What an erasure would leave of this person, and under which obligation."""
    return [(str(data.title), str(data.stays)) for data, _count in counts_of(person) if data.stays]
