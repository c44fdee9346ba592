"""Whether the server lives, whether it can work, and how it fares."""

from collections.abc import Callable
from functools import wraps

from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST

from labx.core import metrics as figures
from labx.core.actors import ANONYMOUS
from labx.core.gate import requires


@requires("core.check_health")
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@requires("core.check_health")
def ready(request: HttpRequest) -> HttpResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return JsonResponse({"database": "unreachable"}, status=503)
    return JsonResponse({"database": "ok"})


def token_too(view: Callable) -> Callable:
    """Let a program in with an API token, as a scraper has no session."""

    @wraps(view)
    def with_token(request: HttpRequest) -> HttpResponse:
        from labx.core.api.tokens import actor_of_token

        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        if scheme:
            request.actor = (actor_of_token(text) if scheme.lower() == "bearer" else None) or ANONYMOUS
        return view(request)

    return with_token


@token_too
@requires("core.read_metrics")
def metrics(request: HttpRequest) -> HttpResponse:
    return HttpResponse(figures.text(), content_type=CONTENT_TYPE_LATEST)
