"""One log line and one measurement for each request, under an id that the answer carries too."""

import re
import time
from collections.abc import Callable
from typing import Any

import structlog
from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from structlog.contextvars import bind_contextvars, clear_contextvars

from labx.core.ids import new_id
from labx.core.metrics import REQUEST_SECONDS, REQUESTS

GIVEN = re.compile(r"^[A-Za-z0-9-]{8,64}$")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
QUIET = frozenset({"healthz", "readyz", "metrics", "static"})
log = structlog.get_logger("labx.access")


def noted(get_response: Callable) -> Callable:
    """Middleware, the outermost. It notes the route, never the address: addresses may hold a secret or a search."""
    if iscoroutinefunction(get_response):

        async def middleware(request: HttpRequest) -> Any:
            begun = begin(request)
            return end(request, await get_response(request), begun)

        markcoroutinefunction(middleware)
        return middleware

    def middleware(request: HttpRequest) -> Any:
        begun = begin(request)
        return end(request, get_response(request), begun)

    return middleware


noted.async_capable = noted.sync_capable = True


def begin(request: HttpRequest) -> float:
    given = request.headers.get("X-Request-ID", "")
    request.id = given if GIVEN.match(given) else str(new_id())
    clear_contextvars()
    bind_contextvars(request=request.id)
    return time.perf_counter()


def unmatched(request: HttpRequest) -> str:
    return "static" if request.path.startswith(settings.STATIC_URL) else "unmatched"


def end(request: HttpRequest, response: HttpResponse, begun: float) -> HttpResponse:
    seconds = time.perf_counter() - begun
    found = request.resolver_match
    name = (found.view_name or found.route) if found else unmatched(request)
    method = request.method if request.method in METHODS else "OTHER"
    REQUESTS.labels(name, method, response.status_code).inc()
    REQUEST_SECONDS.labels(name).observe(seconds)
    note = log.debug if name in QUIET else log.info
    route = found.route if found else ""
    note("request", method=method, route=route, status=response.status_code, ms=round(seconds * 1000))
    response["X-Request-ID"] = request.id
    return response
