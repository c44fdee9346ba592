"""Who answers, and what shows that they did."""

from dataclasses import dataclass
from uuid import UUID

from labx.core.files.uploads import KeptFile


@dataclass(frozen=True)
class Whose:
    """Whose answer it is: the random number, and the participant who may answer without staff."""

    subject: UUID
    owner_id: UUID | None = None


@dataclass(frozen=True)
class Proof:
    """What shows an answer that was not given on this site; for a child also who answered for it."""

    oral_note: str = ""
    scan: KeptFile | None = None
    guardian_name: str = ""
    guardian_contact: str = ""
    has_assent: bool = False


NO_PROOF = Proof()
