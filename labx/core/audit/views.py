"""Pages of the audit chain, for administrators and the data-protection officer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from labx.core.accounts import Names
from labx.core.audit import queries
from labx.core.audit.checkpoints import NoCheckpoint, latest_checkpoint
from labx.core.audit.erase import ERASURE, NothingErased, erase_payloads
from labx.core.audit.forms import ErasureForm
from labx.core.audit.models import AuditEntry
from labx.core.audit.tables import entries_table
from labx.core.audit.verify import sealed_count, unsealed_count
from labx.core.gate import requires


@requires("core.read_audit")
def index(request: HttpRequest) -> HttpResponse:
    listing = entries_table().read(request, queries.entries())
    try:
        checkpoint, problem = latest_checkpoint(), ""
    except NoCheckpoint as error:
        checkpoint, problem = None, str(error)
    shown = {"listing": listing, "checkpoint": checkpoint, "problem": problem}
    counts = {"sealed": sealed_count(), "unsealed": unsealed_count()}
    return listing.download() or render(request, "audit/index.html", {**shown, **counts})


@requires("core.read_audit", record=queries.entry)
def entry(request: HttpRequest, found: AuditEntry) -> HttpResponse:
    payload = queries.payload_of(found)
    shown = {
        "entry": found,
        "who": Names()(found.actor),
        "title": queries.title_of(found.action),
        "payload": payload,
        "changes": queries.changes(payload) if payload else [],
        "hash": bytes(found.hash).hex() if found.hash else "",
        "can_erase": payload is not None and found.action != ERASURE,
    }
    return render(request, "audit/entry.html", shown)


@requires("core.erase_audit", record=queries.entry)
def erase(request: HttpRequest, found: AuditEntry) -> HttpResponse:
    if queries.payload_of(found) is None or found.action == ERASURE:
        messages.info(request, _("There is nothing to erase in this entry."))
        return redirect("audit:entry", found.pk)
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            erase_payloads(by=request.actor, entries=[found.pk], why=form.cleaned_data["why"])
        except NothingErased:
            messages.info(request, _("There is nothing to erase in this entry."))
        else:
            messages.success(request, _("The reason and the contents were erased. The chain stays whole."))
        return redirect("audit:entry", found.pk)
    return render(request, "audit/erase.html", {"entry": found, "form": form})
