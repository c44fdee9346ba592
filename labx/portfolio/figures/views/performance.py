"""The director's page: how long things take, and what became of projects."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from labx.core.gate import requires
from labx.portfolio.figures import doing, report, tables


@requires("figures.see_performance")
def overview(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    stages = tables.STAGES.read(request, doing.days_in_stages(today))
    blockers = tables.BLOCKERS.read(request, doing.days_behind_blockers())
    shown = {"shares": doing.shares(today), "stages": stages, "blockers": blockers}
    return stages.download() or blockers.download() or render(request, "figures/performance.html", shown)


@requires("figures.see_performance")
def as_pdf(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    content = report.performance_pdf(doing.shares(today), doing.days_in_stages(today), doing.days_behind_blockers())
    headers = {"Content-Disposition": 'inline; filename="laboratorio.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@requires("figures.see_performance")
def behind(request: HttpRequest, name: str) -> HttpResponse:
    """The projects of a share: those that count, and those it is a share of."""
    found = doing.share(name, timezone.localdate())
    if found is None:
        raise Http404
    listing = tables.share_table(found).read(request, found.of)
    return listing.download() or render(request, "figures/share.html", {"share": found, "listing": listing})
