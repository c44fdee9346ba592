"""Answers: given, one or many at once, and taken back."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.frozen.canonical import digest
from labx.core.frozen.signing import sign
from labx.people.consent import ledger, receipts
from labx.people.consent.errors import NothingToWithdraw, ProofMissing, TextClosed
from labx.people.consent.gate import who
from labx.people.consent.models import (
    Answer,
    Channel,
    ConsentEntry,
    ConsentProof,
    ConsentText,
    Guardian,
    Purpose,
)
from labx.people.consent.parties import NO_PROOF, Proof, Whose
from labx.rules.calendar import add_months

SALT_BYTES = 16


@action
def give_consent(
    *,
    by: Actor,
    whose: Whose,
    text: ConsentText,
    channel: str,
    project: UUID | None = None,
    proof: Proof = NO_PROOF,
) -> ConsentEntry:
    """Record that somebody agreed to exactly this text. The same answer again on the same day changes nothing."""
    policy.require(by, "consent.record_answer", whose)
    current = held_still([text])[0]
    require_open(current)
    require_proof(current, channel, proof)
    ledger.hold([whose.subject], alone=True)
    last = last_answer(whose.subject, current.purpose, project)
    if last and (last.text_id, last.project, last.at.date()) == (current.pk, project, timezone.now().date()):
        return last
    entry = entry_of(by, whose.subject, current, channel, project, proof, timezone.now())
    kept = proof_of(entry, proof)
    entry.proof_digest = receipts.proof_digest(kept, proof) if kept else ""
    entry.digest = digest(receipts.content(entry))
    entry.save(force_insert=True)
    if kept:
        keep_proof(entry, kept, proof)
    record(by=by, action="consent.give", target=entry, project=project, after={"purpose": entry.purpose})
    return entry


@action
def give_many(*, by: Actor, notes: Mapping[UUID, str], texts: Sequence[ConsentText], channel: str) -> int:
    """Record that all of these people agreed to all of these texts; `notes` says of each what shows it."""
    policy.require(by, "consent.record_answer")
    current = held_still(texts)
    for text in current:
        require_open(text)
        require_proof(text, channel, Proof(oral_note="?"))
    ledger.hold(None, alone=True)
    now = timezone.now()
    entries, kept = [], []
    for subject, written in notes.items():
        proof = Proof(oral_note=written)
        for text in current:
            entry = entry_of(by, subject, text, channel, None, proof, now)
            shown = proof_of(entry, proof)
            entry.proof_digest = receipts.proof_digest(shown, proof)
            entry.digest = digest(receipts.content(entry))
            entries.append(entry)
            kept.append(shown)
    made = ConsentEntry.objects.bulk_create(entries, batch_size=2000)
    for entry, shown in zip(made, kept, strict=True):
        shown.entry = entry
    ConsentProof.objects.bulk_create(kept, batch_size=5000)
    if made:
        record(by=by, action="consent.give_many", target=made[0], after={"people": len(notes), "texts": len(texts)})
    return len(made)


@action
def withdraw_consent(
    *, by: Actor, whose: Whose, purpose: str, channel: str, project: UUID | None = None
) -> ConsentEntry:
    """Take an agreement back, for one project or altogether. It waits for uses under way; none can follow.

    Asked twice, the first receipt is given again.
    """
    policy.require(by, "consent.record_answer", whose)
    ledger.hold([whose.subject], alone=True)
    last = last_answer(whose.subject, purpose, project)
    if last is None:
        raise NothingToWithdraw(
            _("“%(purpose)s” was never agreed to, so there is nothing to take back.")
            % {"purpose": Purpose(purpose).label}
        )
    if last.answer == Answer.WITHDRAWN and last.project in {None, project}:
        return last
    entry = ConsentEntry(
        subject=whose.subject,
        purpose=purpose,
        answer=Answer.WITHDRAWN,
        project=project,
        channel=channel,
        collected_by=who(by),
        at=timezone.now(),
    )
    entry.digest = digest(receipts.content(entry))
    entry.signature = sign(entry.digest, purpose=receipts.SIGNED_FOR).as_json()
    entry.save(force_insert=True)
    record(by=by, action="consent.withdraw", target=entry, project=project, after={"purpose": purpose})
    return entry


@action
def withdraw_everything(*, by: Actor, whose: Whose, channel: str) -> list[ConsentEntry]:
    """Take back whatever is agreed to, in one step; the receipts."""
    policy.require(by, "consent.record_answer", whose)
    ledger.hold([whose.subject], alone=True)
    purposes = ConsentEntry.objects.filter(subject=whose.subject).order_by("purpose").values_list("purpose", flat=True)
    return [withdraw_consent(by=by, whose=whose, purpose=purpose, channel=channel) for purpose in purposes.distinct()]


def last_answer(subject: UUID, purpose: str, project: UUID | None) -> ConsentEntry | None:
    """The newest line that bears on this scope: every project's, where the scope is the whole laboratory."""
    lines = ledger.newest_first(purpose, project) if project else ConsentEntry.objects.filter(purpose=purpose)
    return lines.filter(subject=subject).first()


def held_still(texts: Sequence[ConsentText]) -> list[ConsentText]:
    """The texts as they are now; until the transaction ends they can be agreed to by many, and withdrawn by nobody."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM consent_consenttext WHERE id = ANY(%s) ORDER BY id FOR SHARE", [[text.pk for text in texts]]
        )
    return list(ConsentText.objects.filter(pk__in=[text.pk for text in texts]))


def require_open(text: ConsentText) -> None:
    if text.is_open:
        return
    newer = ConsentText.objects.filter(
        purpose=text.purpose,
        language=text.language,
        needs_guardian=text.needs_guardian,
        published_at__isnull=False,
        withdrawn_at=None,
    ).first()
    said = {"purpose": text.get_purpose_display(), "version": text.version}
    if newer:
        raise TextClosed(
            _("Version %(version)s of “%(purpose)s” can no longer be agreed to. Show version %(newer)s and ask again.")
            % {**said, "newer": newer.version}
        )
    raise TextClosed(
        _("Version %(version)s of “%(purpose)s” cannot be agreed to, and no other is published. Publish one first.")
        % said
    )


def require_proof(text: ConsentText, channel: str, proof: Proof) -> None:
    if channel == Channel.PHONE and not proof.oral_note.strip():
        raise ProofMissing(_("An answer by telephone needs a note of what was read aloud and what the person said."))
    if text.needs_guardian and not (proof.guardian_name and proof.guardian_contact and proof.has_assent):
        raise ProofMissing(
            _("For a child write the guardian's name and contact, and confirm that the child agreed too.")
        )
    if not text.needs_guardian and proof.guardian_name:
        raise ProofMissing(_("A guardian answers only to a text written for children. Choose that text."))


def entry_of(
    by: Actor, subject: UUID, text: ConsentText, channel: str, project: UUID | None, proof: Proof, at: datetime
) -> ConsentEntry:
    return ConsentEntry(
        subject=subject,
        purpose=text.purpose,
        answer=Answer.GIVEN,
        project=project,
        text=text,
        text_digest=text.digest,
        language=text.language,
        channel=channel,
        collected_by=who(by),
        has_guardian=bool(proof.guardian_name),
        has_assent=proof.has_assent,
        at=at,
        expires_at=datetime.combine(add_months(at.date(), text.valid_months), at.timetz()),
    )


def proof_of(entry: ConsentEntry, proof: Proof) -> ConsentProof | None:
    if not (proof.oral_note or proof.scan or proof.guardian_name):
        return None
    return ConsentProof(
        entry=entry,
        salt=secrets.token_bytes(SALT_BYTES),
        oral_note=proof.oral_note.strip(),
        scan_sha256=proof.scan.sha256 if proof.scan else "",
        scan_name=proof.scan.name if proof.scan else "",
    )


def keep_proof(entry: ConsentEntry, kept: ConsentProof, proof: Proof) -> None:
    kept.entry = entry
    kept.save(force_insert=True)
    if proof.guardian_name:
        Guardian.objects.create(entry=entry, name=proof.guardian_name, contact=proof.guardian_contact)
