"""The laboratory's numbers, the register of published ones, and what others reported."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from labx.core import policy, rooms
from labx.core.gate import requires
from labx.portfolio import story
from labx.portfolio.figures import counting, queries, report, tables
from labx.portfolio.figures.events_behind import Events
from labx.portfolio.figures.forms import NarrowingForm
from labx.portfolio.figures.models import ReportedClaim
from labx.portfolio.models import Claim


@requires("figures.see_numbers")
def numbers(request: HttpRequest) -> HttpResponse:
    form = NarrowingForm(request.GET or None, actor=request.actor)
    narrowing = form.narrowing
    counted = counting.count_all(narrowing)
    shown = {
        "form": form,
        "counted": counted,
        "listing": tables.COUNTERS.read(request, counted),
        "address": narrowing.address,
        "may_open": policy.allows(request.actor, "figures.read_events"),
    }
    return shown["listing"].download() or render(request, "figures/numbers.html", shown)


@requires("figures.see_numbers")
def numbers_pdf(request: HttpRequest) -> HttpResponse:
    form = NarrowingForm(request.GET or None, actor=request.actor)
    content = report.numbers_pdf(counting.count_all(form.narrowing), form)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="numeros.pdf"'},
    )


@requires("figures.read_events")
def events(request: HttpRequest, name: str) -> HttpResponse:
    form = NarrowingForm(request.GET or None, actor=request.actor)
    counted = next((one for one in counting.count_all(form.narrowing) if one.measure.name == name), None)
    if counted is None:
        raise Http404
    rows = Events(counted.measure, form.narrowing) if counted.value is not None else []
    listing = tables.events_table(counted).read(request, rows)
    shown = {"counted": counted, "listing": listing, "address": form.narrowing.address, "form": form}
    return listing.download() or render(request, "figures/events.html", shown)


@requires("figures.see_claims")
def claims(request: HttpRequest) -> HttpResponse:
    listing = tables.CLAIMS.read(request, queries.claims_for(request.actor))
    return listing.download() or render(request, "figures/claims.html", {"listing": listing})


@requires("figures.read_claim", record=queries.claim_by_id)
def claim(request: HttpRequest, claim: Claim) -> HttpResponse:
    reference = claim.evidence.reference
    opened = rooms.open_reference(reference)
    shown = {
        "claim": claim,
        "card": story.card_of(claim),
        "analysis": opened,
        "is_changed": bool(opened and opened.digest and opened.digest != reference.digest),
        "project_url": reverse("portfolio:public", args=[claim.project.slug]),
    }
    return render(request, "figures/claim.html", shown)


@requires("figures.see_reported")
def reported(request: HttpRequest) -> HttpResponse:
    rows = ReportedClaim.objects.all()
    listing = tables.REPORTED.read(request, rows)
    sources = {row.source: row.reporter for row in rows}
    shown = {"listing": listing, "compared": queries.compared(rows), "sources": sources}
    return listing.download() or render(request, "figures/reported.html", shown)
