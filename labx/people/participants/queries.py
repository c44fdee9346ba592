"""Reads of the panel."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.core.audit.models import AuditEntry
from labx.core.disclosure import shown_cells
from labx.people.consent.models import ConsentEntry, ConsentUse
from labx.people.participants import draws
from labx.people.participants.engine.representativeness import CategoryGap, distance, gaps
from labx.people.participants.models import Import, Invitation, JoinRequest, MarginSet, Participant, Recruitment
from labx.people.participants.models.people import YEAR
from labx.people.rights.models import Request

RENEWAL_NOTICE = timedelta(days=30)


def participants() -> QuerySet[Participant]:
    return Participant.objects.all()


def participant_called(code: str) -> Participant:
    return get_object_or_404(Participant.objects.select_related("subject"), code=code)


def own_participation(account: UUID) -> Participant | None:
    """The participation linked to an account, for somebody who works or signs in here as well."""
    return Participant.objects.filter(contact__account_id=account, left_at=None).first()


def waiting_requests() -> QuerySet[JoinRequest]:
    """Requests that staff have to confirm by telephone or post."""
    return JoinRequest.objects.filter(ends_at__gt=timezone.now()).exclude(confirm_by="email")


def request_waiting(waiting: UUID) -> JoinRequest:
    return get_object_or_404(waiting_requests(), pk=waiting)


def recruitments() -> QuerySet[Recruitment]:
    accepted = Count("invitations", filter=Q(invitations__reply="accepted"))
    return Recruitment.objects.defer("pool", "result").annotate(accepted=accepted)


def recruitment_called(code: str) -> Recruitment:
    return get_object_or_404(Recruitment, code=code)


def drawn_called(code: str) -> Recruitment:
    return get_object_or_404(Recruitment, code=code, drawn_at__isnull=False)


def invitation_by_id(code: str, invitation: UUID) -> Invitation:
    found = Invitation.objects.select_related("recruitment", "participant__subject")
    return get_object_or_404(found, pk=invitation, recruitment__code=code)


def invitations_of(recruitment: Recruitment) -> QuerySet[Invitation]:
    return recruitment.invitations.select_related("participant", "replaces", "recruitment")


def below_limit(people: QuerySet[Participant]) -> QuerySet[Participant]:
    """Those who were invited less often in the last year than they wish at most."""
    lately = Invitation.objects.filter(participant=OuterRef("pk"), invited_at__gt=timezone.now() - YEAR).order_by()
    times = Subquery(lately.values("participant").annotate(times=Count("pk")).values("times"))
    return people.annotate(invited=Coalesce(times, 0)).filter(invited__lt=F("invitations_a_year"))


def eligible(recruitment: Recruitment) -> QuerySet[Participant]:
    """Who may be drawn: of the panel, within their yearly limit, and of the categories it is open to."""
    narrowed = {f"{name}__in": list(values) for name, values in recruitment.narrowed_to.items() if values}
    return below_limit(Participant.objects.filter(left_at=None, **narrowed)).order_by("code")


def due_to_renew() -> QuerySet[Participant]:
    """Who is to be asked now whether they stay."""
    soon = timezone.localdate() + RENEWAL_NOTICE
    return Participant.objects.filter(left_at=None, asked_to_renew_on=None, renews_on__lte=soon)


def not_renewed() -> QuerySet[Participant]:
    """Who was asked at least thirty days ago, and whose year is over."""
    today = timezone.localdate()
    asked = Participant.objects.filter(left_at=None, asked_to_renew_on__lte=today - RENEWAL_NOTICE)
    return asked.filter(renews_on__lt=today)


def counts(people: QuerySet[Participant], attributes: Collection[str]) -> dict[str, Counter[str]]:
    """How many people each category of each attribute has, read in one go."""
    found: dict[str, Counter[str]] = {attribute: Counter() for attribute in attributes}
    for *categories, count in people.order_by().values_list(*attributes).annotate(Count("pk")):
        for attribute, category in zip(attributes, categories, strict=True):
            found[attribute][category] += count
    return found


def gaps_of(
    people: QuerySet[Participant], margins: MarginSet
) -> dict[str, tuple[dict[str, CategoryGap | None], float]]:
    """By attribute of the margins: the gap of each category (none where too few are in it), and the distance."""
    found: dict[str, tuple[dict[str, CategoryGap | None], float]] = {}
    counted = counts(people, margins.shares)
    for attribute, expected in margins.shares.items():
        here = {name: count for name, count in counted[attribute].items() if name in expected}
        if not sum(here.values()):
            continue
        every = gaps(here, expected)
        shown = shown_cells({category: here.get(category, 0) for category in expected})
        kept = {name: None if shown[name] is None else gap for name, gap in every.items()}
        found[attribute] = (kept, distance(every))
    return found


def document(recruitment: Recruitment) -> dict[str, Any]:
    """Everything that is needed to repeat the draw, for `labx participants verify-draw`."""
    parts = {name: getattr(recruitment, name) for name in draws.PARTS}
    return {"code": recruitment.code, "title": recruitment.title, **parts, "result": recruitment.result}


def public_cells(recruitment: Recruitment) -> list[Mapping[str, Any]]:
    """The chances by cell as anyone may see them: cells with few people are left out."""
    people = {cell["cell"]: cell["people"] for cell in recruitment.result["cells"]}
    shown = shown_cells(people)
    return [cell for cell in recruitment.result["cells"] if shown[cell["cell"]] is not None]


def margins() -> QuerySet[MarginSet]:
    return MarginSet.objects.all()


def margins_with(key: str) -> MarginSet | None:
    """The chosen population, or the newest."""
    return MarginSet.objects.filter(pk=key).first() if is_id(key) else MarginSet.objects.first()


def is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


STAYS = (
    ("left", _("left the panel since")),
    ("answered", _("answered about a consent since")),
    ("used", _("was drawn, or what they agreed to was used")),
    ("asked", _("asked something about their data")),
    ("changed", _("was changed or renewed since")),
)
CHANGES = ("participants.change", "participants.change_contact", "participants.renew", "participants.end_links")


def imports() -> QuerySet[Import]:
    here = Participant.objects.filter(brought_by=OuterRef("pk")).order_by().values("brought_by")
    return Import.objects.annotate(here=Coalesce(Subquery(here.annotate(count=Count("pk")).values("count")), 0))


def import_by_id(brought: UUID) -> Import:
    return get_object_or_404(imports(), pk=brought)


def with_reason_to_stay(people: QuerySet[Participant]) -> QuerySet[Participant]:
    """What was built on each since the file that brought them; nothing for who can be taken back."""
    subject = OuterRef("subject__id")
    answered = ConsentEntry.objects.filter(subject=subject, at__gt=OuterRef("brought_by__brought_at"))
    used = ConsentUse.objects.filter(subject=subject)
    asked = Request.objects.filter(participant_id=OuterRef("pk"))
    changed = AuditEntry.objects.filter(
        target_kind=Participant._meta.label_lower, target_id=Cast(OuterRef("pk"), CharField()), action__in=CHANGES
    )
    reasons = (
        When(left_at__isnull=False, then=Value("left")),
        When(Exists(answered), then=Value("answered")),
        When(Exists(used), then=Value("used")),
        When(Exists(asked), then=Value("asked")),
        When(Q(contact__account__isnull=False) | Exists(changed), then=Value("changed")),
    )
    return people.annotate(stays=Case(*reasons, default=Value(""), output_field=CharField()))
