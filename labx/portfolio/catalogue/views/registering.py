"""A frozen protocol prepared for a registry elsewhere: every field it asks, answered from the record or left open."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from labx.core.gate import requires
from labx.portfolio.catalogue.exports import aea
from labx.portfolio.catalogue.tables import AEA
from labx.portfolio.models import Protocol
from labx.portfolio.queries import protocol_by_code


@requires("catalogue.register", record=protocol_by_code)
def aea_fields(request: HttpRequest, protocol: Protocol) -> HttpResponse:
    found = aea.items(protocol)
    listing = AEA.read(request, found)
    context = {
        "protocol": protocol,
        "project": protocol.project,
        "listing": listing,
        "missing": [item for item in found if item.state == "missing"],
    }
    return listing.download() or render(request, "catalogue/aea.html", context)


@requires("catalogue.register", record=protocol_by_code)
def aea_text(request: HttpRequest, protocol: Protocol) -> HttpResponse:
    name = f"aea-{protocol.project.slug}-{protocol.code}-{protocol.version}.txt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    text = aea.as_text(protocol, aea.items(protocol))
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)
