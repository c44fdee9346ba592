"""Reads of consent."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from labx.people.consent.models import Answer, ConsentEntry, ConsentProof, ConsentText, Purpose


def texts() -> QuerySet[ConsentText]:
    return ConsentText.objects.annotate(answers=Count("entries"))


def text_by_id(text: UUID) -> ConsentText:
    return get_object_or_404(texts(), pk=text)


def open_texts(*, language: str, for_children: bool = False) -> list[ConsentText]:
    """The newest text of each purpose that may be agreed to, in the order in which purposes are asked."""
    found = ConsentText.objects.filter(
        language=language, needs_guardian=for_children, published_at__isnull=False, withdrawn_at=None
    )
    newest = {text.purpose: text for text in found.order_by("version")}
    return [newest[purpose] for purpose in Purpose.values if purpose in newest]


def open_text(purpose: str, *, language: str, for_children: bool = False) -> ConsentText | None:
    found = {text.purpose: text for text in open_texts(language=language, for_children=for_children)}
    return found.get(purpose)


def entries_of(subject: UUID) -> QuerySet[ConsentEntry]:
    """A person's lines of the ledger, newest first."""
    return ConsentEntry.objects.filter(subject=subject).select_related("text")


@dataclass(frozen=True)
class Standing:
    """How one purpose stands for one person: the newest line, and whether it allows a use now."""

    entry: ConsentEntry
    is_given: bool
    is_over: bool

    @property
    def purpose(self) -> str:
        return str(self.entry.get_purpose_display())


def standing_of(subject: UUID) -> list[Standing]:
    """One line for each purpose and project that the person ever answered, in the order of purposes."""
    now = timezone.now()
    newest: dict[tuple[str, UUID | None], ConsentEntry] = {}
    for entry in entries_of(subject).order_by("number"):
        newest[entry.purpose, entry.project] = entry
        if entry.answer == Answer.WITHDRAWN and entry.project is None:
            newest = {key: kept for key, kept in newest.items() if key[0] != entry.purpose or key[1] is None}
    ordered = sorted(newest.values(), key=lambda entry: (Purpose.values.index(entry.purpose), entry.number))
    return [standing(entry, now) for entry in ordered]


def standing(entry: ConsentEntry, now) -> Standing:
    is_over = entry.answer == Answer.GIVEN and entry.expires_at <= now
    return Standing(entry, entry.answer == Answer.GIVEN and not is_over, is_over)


def taken_back_later() -> QuerySet[ConsentEntry]:
    """For a proof's line: withdrawals that came after it and bear on it."""
    scope = Q(project=None) | Q(project=OuterRef("entry__project"))
    return ConsentEntry.objects.filter(
        scope,
        subject=OuterRef("entry__subject"),
        purpose=OuterRef("entry__purpose"),
        answer=Answer.WITHDRAWN,
        number__gt=OuterRef("entry__number"),
    )


def proofs() -> QuerySet[ConsentProof]:
    """What shows answers that were not given on this site, with whether the answer was taken back since."""
    return ConsentProof.objects.select_related("entry").annotate(is_taken_back=Exists(taken_back_later()))
