"""What proves an answer: its digest, the lab's signature on a withdrawal, and the uses made before it."""

import hashlib
from typing import Any

from labx.core.frozen.canonical import canonical, digest
from labx.core.frozen.signing import Signature, verify
from labx.people.consent.models import Answer, ConsentEntry, ConsentProof, ConsentUse, Guardian
from labx.people.consent.parties import Proof

SIGNED_FOR = "consent-withdrawal"


def content(entry: ConsentEntry) -> dict[str, Any]:
    """What the digest of a line covers. A withdrawal covers every use made before it, too."""
    told = {
        "id": str(entry.id),
        "subject": str(entry.subject),
        "purpose": str(entry.purpose),
        "answer": str(entry.answer),
        "project": str(entry.project) if entry.project else None,
        "text": entry.text_digest,
        "language": entry.language,
        "channel": str(entry.channel),
        "collected_by": entry.collected_by,
        "has_guardian": entry.has_guardian,
        "has_assent": entry.has_assent,
        "at": entry.at.isoformat(),
        "expires_at": entry.expires_at.isoformat() if entry.expires_at else None,
        "proof": entry.proof_digest,
    }
    if entry.answer == Answer.WITHDRAWN:
        told["uses"] = uses_before(entry)
    return told


def uses_before(entry: ConsentEntry) -> list[dict[str, Any]]:
    """Uses for this purpose up to the withdrawal: since both wait for each other, none can appear later."""
    found = ConsentUse.objects.filter(subject=entry.subject, purpose=entry.purpose, at__lte=entry.at)
    if entry.project:
        found = found.filter(project=entry.project)
    return [
        {"at": use.at.isoformat(), "what": use.what, "project": str(use.project) if use.project else None}
        for use in found.order_by("at", "id")
    ]


def receipt(entry: ConsentEntry) -> dict[str, Any]:
    """The whole proof as data, to be kept by the person: it can be checked without this system."""
    return {"content": content(entry), "sha256": entry.digest, "signature": entry.signature}


def check(entry: ConsentEntry) -> None:
    """Return quietly where the withdrawal is as it was signed; else say why it is not."""
    verify(digest(content(entry)), Signature.from_json(entry.signature), purpose=SIGNED_FOR)


def proof_digest(kept: ConsentProof, proof: Proof) -> str:
    """Salted, so that the digest tells nothing once the proof is erased."""
    told = [kept.oral_note, kept.scan_sha256, proof.guardian_name, proof.guardian_contact]
    return hashlib.sha256(bytes(kept.salt) + canonical(told)).hexdigest()


def check_written(receipts: dict[str, Any]) -> int:
    """Check receipts as a person kept them, without looking at the ledger; how many there are."""
    for one in receipts["receipts"]:
        verify(digest(one["content"]), Signature.from_json(one["signature"]), purpose=SIGNED_FOR)
    return len(receipts["receipts"])


def proof_holds(kept: ConsentProof) -> bool:
    """Whether note, first scan and guardian are those that the line of the ledger binds."""
    guardian = Guardian.objects.filter(entry=kept.entry_id).first()
    first = kept.earlier[0]["sha256"] if kept.earlier else kept.scan_sha256
    told = [kept.oral_note, first, guardian.name if guardian else "", guardian.contact if guardian else ""]
    return hashlib.sha256(bytes(kept.salt) + canonical(told)).hexdigest() == kept.entry.proof_digest
