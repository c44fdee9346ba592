"""The portfolio at once: board, timeline, map."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from labx.core.gate import requires
from labx.people.organisations.models import Level
from labx.portfolio import boards, drawings, queries
from labx.portfolio.tables import MAP, TIMELINE


@requires("portfolio.list_projects")
def board(request: HttpRequest) -> HttpResponse:
    projects = queries.projects_of(request.actor)
    return render(request, "portfolio/board.html", {"phases": boards.board(projects, request.actor)})


@requires("portfolio.list_projects")
def timeline(request: HttpRequest) -> HttpResponse:
    """The drawing shows the page of the table below it."""
    listing = TIMELINE.read(request, boards.with_period(queries.projects_of(request.actor)))
    if (file := listing.download()) is not None:
        return file
    shown, today = list(listing.page), timezone.localdate()
    title = ngettext("%(count)s project over time", "%(count)s projects over time", len(shown)) % {"count": len(shown)}
    description = _("One line a project, from its beginning to its end; the dashed line is today.")
    drawn = drawings.timeline_of(shown, today, title=title, description=description) if shown else None
    return render(request, "portfolio/timeline.html", {"listing": listing, "drawn": drawn, "title": title})


@requires("portfolio.list_projects")
def where(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("nivel", "")
    level = asked if asked in Level.values else ""
    projects = queries.projects_of(request.actor)
    found = boards.places(projects, level)
    listing = MAP.read(request, found)
    most = max(found[:-1], key=lambda place: place.count)
    title = _("Projects by district of their entities")
    if most.count:
        title = _("%(district)s has most projects: %(count)s") % {"district": most.name, "count": most.count}
    description = _("One square a district and region, with the number of projects in it.")
    shown = {
        "listing": listing,
        "drawn": drawings.map_of(found, title=title, description=description),
        "title": title,
        "levels": Level.choices,
        "level": level,
        "without": boards.without_entity(projects),
    }
    return listing.download() or render(request, "portfolio/map.html", shown)
