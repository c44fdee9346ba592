"""What a participant keeps as proof: each withdrawal, and that they left and what was deleted then."""

from typing import Any

from labx.core.frozen.canonical import digest
from labx.core.frozen.signing import sign
from labx.people.consent import receipts as of_consent
from labx.people.consent.queries import entries_of
from labx.people.participants.actions.joining import ABOUT, REACHED
from labx.people.participants.models import Participant


def written(participant: Participant) -> dict[str, Any]:
    """Checked by `labx consent check-receipt`, here or in another copy of this system that has the public key."""
    withdrawals = entries_of(participant.subject.id).filter(answer="withdrawn").order_by("number")
    kept = [of_consent.receipt(entry) for entry in withdrawals]
    return {"receipts": [*kept, *([leaving(participant)] if participant.left_at else [])]}


def kept(participant: Participant) -> dict[str, Any]:
    """Everything that the panel and the ledger keep of one person, in plain keys."""
    contact = getattr(participant, "contact", None)
    answers = entries_of(participant.subject.id).order_by("number")
    invitations = participant.invitations.filter(invited_at__isnull=False).order_by("invited_at")
    return {
        "participant": participant.code,
        "joined_at": participant.joined_at,
        "renews_on": participant.renews_on,
        "left_at": participant.left_at,
        "about": {name: getattr(participant, name) for name in ABOUT},
        "contact": {name: getattr(contact, name) for name in REACHED} if contact else None,
        "consents": [of_consent.content(entry) for entry in answers],
        "invitations": list(invitations.values("recruitment__title", "invited_at", "reply", "took_part_at")),
    }


def leaving(participant: Participant) -> dict[str, Any]:
    content = {
        "participant": participant.code,
        "left_at": participant.left_at.isoformat() if participant.left_at else None,
        "deleted": ["name", "email", "phone", "address"],
    }
    found = digest(content)
    signature = sign(found, purpose=of_consent.SIGNED_FOR).as_json()
    return {"content": content, "sha256": found, "signature": signature}
