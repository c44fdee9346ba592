"""What shows an answer: looked at for a reason, its scan replaced or removed, and forgotten after its time."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.files.uploads import KeptFile
from labx.core.personal import erasing
from labx.people.consent import scans
from labx.people.consent.errors import ConsentProblem
from labx.people.consent.models import ConsentProof, Guardian


@action
def see_proof(*, by: Actor, proof: ConsentProof, why: str) -> ConsentProof:
    """Look at note, scan and guardian. The look and its reason stay in the audit trail."""
    policy.require(by, "consent.see_proof")
    require_reason(why)
    record(by=by, action="consent.see_proof", target=proof.entry, project=proof.entry.project, why=why)
    return proof


@action
def replace_scan(*, by: Actor, proof: ConsentProof, scan: KeptFile, why: str) -> ConsentProof:
    """A better scan of the same sheet, or the first one where only a note was kept."""
    policy.require(by, "consent.change_proof")
    require_reason(why)
    return written_anew(by, proof, scan.sha256, scan.name, why, "consent.replace_scan")


@action
def remove_scan(*, by: Actor, proof: ConsentProof, why: str) -> ConsentProof:
    """The scan goes, and the note with where the sheet is stays; the line of the ledger still says that it was."""
    policy.require(by, "consent.change_proof")
    require_reason(why)
    return written_anew(by, proof, "", "", why, "consent.remove_scan")


def require_reason(why: str) -> None:
    if not why.strip():
        raise ConsentProblem(_("Say why: it stays in the history."))


def written_anew(by: Actor, proof: ConsentProof, sha256: str, name: str, why: str, deed: str) -> ConsentProof:
    """The database lets a proof go and come, never change; the hash that the ledger binds stays with it."""
    current = ConsentProof.objects.select_for_update(of=("self",)).select_related("entry").get(pk=proof.pk)
    before = current.scan_sha256
    if before == sha256:
        return current
    with erasing():
        ConsentProof.objects.filter(pk=current.pk).delete()
    current.earlier = [*current.earlier, {"sha256": before, "until": timezone.now().isoformat()}]
    current.scan_sha256, current.scan_name = sha256, name[:200]
    current.save(force_insert=True)
    told = {"before": {"scan": before}, "after": {"scan": sha256}}
    record(by=by, action=deed, target=current.entry, project=current.entry.project, why=why, **told)
    transaction.on_commit(lambda: scans.remove_unused([before]))
    return current


def forget_proofs(proofs: QuerySet[ConsentProof]) -> int:
    """Notes, scans and guardians go; the lines of the ledger stay."""
    keys = list(proofs.values_list("pk", flat=True))
    found = ConsentProof.objects.filter(pk__in=keys)
    sheets = list(found.exclude(scan_sha256="").values_list("scan_sha256", flat=True))
    with erasing():
        gone = found.delete()[0] + Guardian.objects.filter(entry__in=keys).delete()[0]
    scans.remove_unused(sheets)
    return gone
