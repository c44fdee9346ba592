"""One version of a protocol: read, frozen, amended, taken away as it was signed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from labx.core import rooms
from labx.core.gate import requires
from labx.portfolio import forms, queries, story
from labx.portfolio.actions import protocols as actions
from labx.portfolio.models import Protocol


def there(protocol: Protocol) -> HttpResponse:
    return redirect("portfolio:protocol", protocol.project.slug, protocol.code, protocol.version)


@requires("portfolio.view_project", record=queries.protocol_by_code)
def record(request: HttpRequest, protocol: Protocol) -> HttpResponse:
    home = rooms.room(protocol.room)
    context = {
        "protocol": protocol,
        "project": protocol.project,
        "may": story.may(request.actor, protocol.project),
        "plan_template": home.plan_template if home else "portfolio/plan_of_absent_room.html",
        "doors": story.doors_of(protocol, request.actor),
        "signature": queries.signature_state(protocol),
        "versions": queries.versions_of(protocol),
    }
    return render(request, "portfolio/protocol.html", context)


@requires("portfolio.freeze_protocol", record=queries.protocol_by_code)
def freeze(request: HttpRequest, protocol: Protocol) -> HttpResponse:
    """Ask once, because nothing can be changed afterwards."""
    if request.method != "POST":
        context = {"protocol": protocol, "project": protocol.project, "holds": rooms.holds_of(protocol)}
        return render(request, "portfolio/freeze.html", context)
    try:
        actions.freeze_protocol(by=request.actor, protocol=protocol)
    except (actions.ProtocolFrozen, ValueError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The protocol is frozen: hashed, signed and dated."))
    return there(protocol)


@requires("portfolio.write_protocol", record=queries.protocol_by_code)
def amend(request: HttpRequest, protocol: Protocol) -> HttpResponse:
    form = forms.AmendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            amended = actions.amend_protocol(by=request.actor, protocol=protocol, **form.cleaned_data)
        except actions.NothingToFreeze as error:
            form.add_error(None, str(error))
        else:
            return there(amended)
    return render(request, "portfolio/amend.html", {"form": form, "protocol": protocol, "project": protocol.project})


@requires("portfolio.view_project", record=queries.protocol_by_code)
def frozen_text(request: HttpRequest, protocol: Protocol) -> HttpResponse:
    """The exact bytes that were hashed."""
    if not protocol.is_frozen:
        raise Http404
    return HttpResponse(bytes(protocol.canonical), content_type="application/json")
