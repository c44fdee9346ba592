"""Which pages of other sites may call the API: only its open operations, and only from the origins of the settings."""

from collections.abc import Callable
from functools import cache
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

ASKS = "Access-Control-Request-Method"
KEPT_SECONDS = "600"


def for_other_sites(get_response: Callable) -> Callable:
    """Middleware: answers what a browser asks first, and marks each answer of an open operation, errors too."""
    if iscoroutinefunction(get_response):

        async def middleware(request: HttpRequest) -> Any:
            return before(request) or marked(request, await get_response(request))

        markcoroutinefunction(middleware)
        return middleware

    def middleware(request: HttpRequest) -> Any:
        return before(request) or marked(request, get_response(request))

    return middleware


for_other_sites.async_capable = for_other_sites.sync_capable = True


def before(request: HttpRequest) -> HttpResponse | None:
    """The answer to a browser that asks whether it may send the request at all."""
    if request.method != "OPTIONS" or ASKS not in request.headers or not is_open(request):
        return None
    answer = marked(request, HttpResponse(status=204))
    answer["Access-Control-Allow-Methods"] = "GET, POST"
    answer["Access-Control-Allow-Headers"] = "Content-Type"
    answer["Access-Control-Max-Age"] = KEPT_SECONDS
    return answer


def marked(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if "Origin" in request.headers and is_open(request):
        origin = request.headers["Origin"]
        if "*" in settings.API_ORIGINS:
            response["Access-Control-Allow-Origin"] = "*"
        elif origin in settings.API_ORIGINS:
            response["Access-Control-Allow-Origin"] = origin
        if "*" not in settings.API_ORIGINS:
            response.headers["Vary"] = ", ".join(filter(None, [response.headers.get("Vary"), "Origin"]))
    return response


def is_open(request: HttpRequest) -> bool:
    if not request.path_info.startswith("/api/"):
        return False
    try:
        return resolve(request.path_info).view_name in open_operations()
    except Resolver404:
        return False


@cache
def open_operations() -> frozenset[str]:
    # Read when first asked: the API imports the rooms, which are not there yet when middleware is made.
    from labx.core.api.mount import api, operations_of

    found = (operation for prefix, router in api._routers for _path, operation in operations_of(router, prefix))
    return frozenset(f"api:{one.view_func.__name__}" for one in found if one.view_func.is_open)
