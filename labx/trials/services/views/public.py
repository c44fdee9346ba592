"""What anyone may read of a service: how well it works, in plain words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from labx.core.gate import requires
from labx.trials.services import queries, tables
from labx.trials.services.keeping import counted
from labx.trials.services.models import Service
from labx.trials.services.telling import named_period, series_chart, tell, time_allowed


@requires("services.see_public")
def index(request: HttpRequest) -> HttpResponse:
    listing = tables.PUBLIC.read(request, queries.published())
    return listing.download() or render(request, "services/public_list.html", {"listing": listing})


@requires("services.read_public", record=queries.service_by_slug)
def record(request: HttpRequest, service: Service) -> HttpResponse:
    found = counted(service)
    numbers = found.numbers
    told = tell(found.service, numbers)
    listing = tables.INDICATORS.read(request, told)
    shown = {
        "service": service,
        "numbers": numbers,
        "told": told,
        "listing": listing,
        "is_old": found.is_old,
        "time_allowed": time_allowed(found.service, numbers),
        "period": named_period(found.service, numbers.days[-2]),
        "chart": series_chart(told[0], list(service.releases.all())) if told else None,
    }
    return listing.download() or render(request, "services/public.html", shown)
