"""Kept proofs, for those who keep them: found by pseudonym, opened for a reason, replaced, removed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from labx.core import policy
from labx.core.files.sending import send_file
from labx.core.files.uploads import UploadRefused
from labx.core.gate import hidden, requires
from labx.people.consent import receipts, scans
from labx.people.consent.actions import proofs as actions
from labx.people.consent.models import ConsentProof
from labx.people.consent.personal import KEPT_DAYS
from labx.people.participants import forms, proofs


@requires("consent.see_proof")
def index(request: HttpRequest) -> HttpResponse:
    listing = proofs.PROOFS.read(request, proofs.proofs())
    context = {"listing": listing, "years": KEPT_DAYS // 365}
    return listing.download() or render(request, "participants/proofs/list.html", context)


@requires("consent.see_proof", record=proofs.proof_of)
@never_cache
def record(request: HttpRequest, proof: ConsentProof) -> HttpResponse:
    """What the ledger says is plain; note, scan and guardian are shown once for one reason."""
    form = forms.ReasonForm(request.POST or None)
    opened: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        actions.see_proof(by=request.actor, proof=proof, why=form.cleaned_data["why"])
        opened = {
            "token": proofs.token_for(proof, request.actor),
            "guardian": getattr(proof.entry, "guardian", None),
            "holds": receipts.proof_holds(proof),
        }
    context = {
        "proof": proof,
        "form": form,
        "opened": opened,
        "state": dict(proofs.STATES)[proofs.state_of(proof)],
        "may_change": policy.allows(request.actor, "consent.change_proof"),
    }
    return render(request, "participants/proofs/proof.html", context)


@requires("consent.see_proof", record=proofs.proof_opened)
@never_cache
def scan(request: HttpRequest, proof: ConsentProof) -> HttpResponse:
    """The sheet, for whoever gave a reason within the last ten minutes; never shown inside the browser."""
    path = scans.path_of(proof.scan_sha256)
    if proof.opener != request.actor.key or not path.is_file():
        return hidden(request)
    with path.open("rb") as file:
        kind = scans.kind_of(file.read(8))
    ending, content_type = kind or ("bin", "application/octet-stream")
    name = f"{proof.code or 'prova'}.{ending}"
    return send_file(request, path, content_type=content_type, filename=name, is_attachment=True)


@requires("consent.change_proof", record=proofs.proof_of)
def replace(request: HttpRequest, proof: ConsentProof) -> HttpResponse:
    form = forms.ScanForm(request.POST or None, request.FILES or None)

    def act() -> None:
        kept = scans.kept_scan(form.cleaned_data["scan"])
        actions.replace_scan(by=request.actor, proof=proof, scan=kept, why=form.cleaned_data["why"])

    return changed(request, proof, form, act, "participants/proofs/replace.html", _("The scan is kept."))


@requires("consent.change_proof", record=proofs.proof_of)
def remove(request: HttpRequest, proof: ConsentProof) -> HttpResponse:
    form = forms.ReasonForm(request.POST or None)

    def act() -> None:
        actions.remove_scan(by=request.actor, proof=proof, why=form.cleaned_data["why"])

    return changed(request, proof, form, act, "participants/proofs/remove.html", _("The scan is removed."))


def changed(
    request: HttpRequest, proof: ConsentProof, form: Any, act: Callable[[], None], template: str, done: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except UploadRefused as problem:
            form.add_error("scan", str(problem))
        else:
            messages.success(request, done)
            return redirect("participants:proof", proof.entry.id)
    return render(request, template, {"form": form, "proof": proof})
