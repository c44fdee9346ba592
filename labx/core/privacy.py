"""What a signed-in reader is shown is kept by no proxy and on no disk."""

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponse


def never_kept(get_response: Callable) -> Callable:
    """Middleware, outside that of the sessions: it sees who begins one too."""
    if iscoroutinefunction(get_response):

        async def middleware(request: HttpRequest) -> Any:
            return marked(request, await get_response(request))

        markcoroutinefunction(middleware)
        return middleware

    def middleware(request: HttpRequest) -> Any:
        return marked(request, get_response(request))

    return middleware


never_kept.async_capable = never_kept.sync_capable = True


def marked(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    session = settings.SESSION_COOKIE_NAME
    if session in request.COOKIES or session in response.cookies or "Authorization" in request.headers:
        response.headers.setdefault("Cache-Control", "private, no-store")
    return response
