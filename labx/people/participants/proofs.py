"""Proofs of answers given on paper or by telephone, by pseudonym: the reads and the list."""

from uuid import UUID

from django.core import signing
from django.db.models import OuterRef, QuerySet, Subquery
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.core.actors import Actor
from labx.core.pages.listing import Column, Empty, Filter, Table
from labx.people.consent import queries as consent
from labx.people.consent.models import Channel, ConsentProof, Purpose
from labx.people.participants.models import Subject

SALT = "labx.people.participants.proof"
OPEN_SECONDS = 600  # from the reason given to the file opened
STATES = (("stands", _("in force")), ("over", _("it ended")), ("taken_back", _("withdrawn")))
LOOKS = {"stands": "success", "over": "neutral", "taken_back": "warning"}


def proofs() -> QuerySet[ConsentProof]:
    whose = Subject.objects.filter(pk=OuterRef("entry__subject")).values("participant__code")
    return consent.proofs().annotate(code=Subquery(whose))


def proof_of(entry: UUID) -> ConsentProof:
    return get_object_or_404(proofs(), entry__id=entry)


def proof_opened(entry: UUID, token: str) -> ConsentProof | None:
    """With a token that somebody got for a reason, minutes ago; it is checked again that it is theirs."""
    try:
        key, opener = signing.loads(token, salt=SALT, max_age=OPEN_SECONDS)
    except signing.BadSignature:
        return None
    found = proof_of(entry)
    found.opener = opener
    return found if key == str(entry) and found.scan_sha256 else None


def token_for(proof: ConsentProof, actor: Actor) -> str:
    return signing.dumps([str(proof.entry.id), actor.key], salt=SALT)


def state_of(proof: ConsentProof) -> str:
    if proof.is_taken_back:
        return "taken_back"
    return "over" if proof.entry.expires_at and proof.entry.expires_at <= timezone.now() else "stands"


def in_state(found: QuerySet[ConsentProof], state: str) -> QuerySet[ConsentProof]:
    if state == "taken_back":
        return found.filter(is_taken_back=True)
    limit = "lte" if state == "over" else "gt"
    return found.filter(is_taken_back=False, **{f"entry__expires_at__{limit}": timezone.now()})


def with_scan(found: QuerySet[ConsentProof], wanted: str) -> QuerySet[ConsentProof]:
    return found.exclude(scan_sha256="") if wanted == "sim" else found.filter(scan_sha256="")


def proof_url(proof: ConsentProof) -> str:
    return reverse("participants:proof", args=[proof.entry.id])


def has_scan(proof: ConsentProof) -> bool:
    return bool(proof.scan_sha256)


def has_guardian(proof: ConsentProof) -> bool:
    return proof.entry.has_guardian


PROOFS = Table(
    name="provas-de-consentimento",
    caption=_("Proofs of consent"),
    noun=(_("proof"), _("proofs")),
    columns=(
        Column(key="code", label=_("Pseudonym"), link=proof_url),
        Column(key="purpose", label=_("Purpose"), path="entry__purpose", choices=Purpose.choices),
        Column(key="at", label=_("Answered"), path="entry__at", kind="moment"),
        Column(key="channel", label=_("How"), path="entry__channel", choices=Channel.choices),
        Column(key="scan", label=_("Scan"), kind="flag", value=has_scan, sort="scan_sha256"),
        Column(key="guardian", label=_("Guardian"), kind="flag", value=has_guardian, sort="entry__has_guardian"),
        Column(
            key="state",
            label=_("State"),
            value=state_of,
            choices=STATES,
            badge=LOOKS.__getitem__,
            sort="entry__expires_at",
        ),
    ),
    filters=(
        Filter(key="estado", label=_("State"), phrase=_("{choice}"), choices=STATES, narrow=in_state),
        Filter(
            key="finalidade",
            label=_("Purpose"),
            phrase=_("for “{choice}”"),
            choices=Purpose.choices,
            path="entry__purpose",
        ),
        Filter(
            key="folha",
            label=_("Scan"),
            phrase="{choice}",
            choices=(("sim", _("with a scan")), ("nao", _("without a scan"))),
            narrow=with_scan,
        ),
    ),
    search=("code",),
    order="-at",
    empty=Empty(
        title=_("No proof is kept"),
        text=_("Notes and scans of answers given by telephone, on paper or in person are listed here, by pseudonym."),
    ),
)
