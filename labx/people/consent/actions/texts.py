"""Texts of consent: begun, edited, published for good, withdrawn."""

from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import EditedMeanwhile, action, alone, rewrite
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.frozen.canonical import digest
from labx.people.consent.errors import ConsentProblem
from labx.people.consent.models import ConsentText

WORDS = ("text", "lawful_basis", "valid_months")
SIGNED = ("purpose", "version", "language", "needs_guardian", *WORDS)


@action
def draft_text(
    *,
    by: Actor,
    purpose: str,
    language: str,
    text: str,
    lawful_basis: str = "consent",
    valid_months: int = 12,
    needs_guardian: bool = False,
) -> ConsentText:
    """The next version of what is asked for one purpose."""
    policy.require(by, "consent.manage_texts")
    alone("consent.draft_text")
    alike = ConsentText.objects.filter(purpose=purpose, language=language, needs_guardian=needs_guardian)
    made = ConsentText.objects.create(
        purpose=purpose,
        language=language,
        needs_guardian=needs_guardian,
        version=(alike.aggregate(last=Max("version"))["last"] or 0) + 1,
        text=text.strip(),
        lawful_basis=lawful_basis,
        valid_months=valid_months,
    )
    record(by=by, action="consent.draft_text", target=made, after=signed_words(made))
    return made


@action
def edit_text(*, by: Actor, draft: ConsentText, edition: int, **changes: Any) -> ConsentText:
    """Change a draft. `edition` is the one the writer had opened."""
    policy.require(by, "consent.manage_texts")
    current = ConsentText.objects.select_for_update().get(pk=draft.pk)
    require_draft(current)
    if current.edition != edition:
        raise EditedMeanwhile
    before = signed_words(current)
    rewrite(current, WORDS, changes)
    current.save()
    record(by=by, action="consent.edit_text", target=current, before=before, after=signed_words(current))
    return current


@action
def publish_text(*, by: Actor, text: ConsentText) -> ConsentText:
    """From now on people may agree to it, and it never changes."""
    policy.require(by, "consent.manage_texts")
    current = ConsentText.objects.select_for_update().get(pk=text.pk)
    require_draft(current)
    current.digest, current.published_at = digest(signed_words(current)), timezone.now()
    current.save()
    record(by=by, action="consent.publish_text", target=current, after={"digest": current.digest})
    return current


@action
def withdraw_text(*, by: Actor, text: ConsentText, why: str) -> ConsentText:
    """Nobody can agree to it any more; what was agreed before stays agreed."""
    policy.require(by, "consent.manage_texts")
    current = ConsentText.objects.select_for_update().get(pk=text.pk)
    if not current.is_open:
        raise ConsentProblem(_("Only a published text that was not withdrawn yet can be withdrawn."))
    current.withdrawn_at, current.withdrawn_why = timezone.now(), why
    current.save(update_fields=["withdrawn_at", "withdrawn_why"])
    record(by=by, action="consent.withdraw_text", target=current, why=why)
    return current


def require_draft(text: ConsentText) -> None:
    if text.published_at:
        raise ConsentProblem(_("This text was published and never changes. Write a new version of it."))


def signed_words(text: ConsentText) -> dict[str, Any]:
    """What the digest of a text covers."""
    return {name: getattr(text, name) for name in SIGNED}
