"""The gate every request passes: a view without a declared permission is closed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from labx.core import policy

# Views of libraries that carry their own checks: static files, and the API, whose operations ask the policy.
OPEN_MODULES = ("django.contrib.staticfiles.", "whitenoise.", "ninja.")

METHODS = ("GET", "HEAD", "POST")


def requires(name: str, record: Callable[..., Any] | None = None) -> Callable:
    """Declare what a view needs. `record` finds the thing by the address; the view gets it in place of the address."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **address: Any) -> HttpResponse:
            if record is None:
                if not policy.allows(request.actor, name):
                    return refused(request)
                return answered(view, request, *args, **address)
            thing = found(record, address)
            if thing is None or not policy.allows(request.actor, name, thing):
                return hidden(request)
            return answered(view, request, thing)

        gated.permission = name
        gated.finds_record = record
        return gated

    return decorate


def answered(view: Callable, request: HttpRequest, *args: Any, **address: Any) -> HttpResponse:
    """Pages are read and sent; the other methods belong to the API."""
    return view(request, *args, **address) if request.method in METHODS else HttpResponseNotAllowed(METHODS)


def found(record: Callable[..., Any], address: dict[str, Any]) -> Any:
    if any("\x00" in str(part) for part in address.values()):
        return None  # no record is called so, and PostgreSQL refuses even the question
    try:
        return record(**address)
    except Http404:
        return None


def refused(request: HttpRequest) -> HttpResponse:
    if not request.actor.is_known:
        return redirect_to_login(request.get_full_path())
    return render(request, "pages/refused.html", status=403)


def hidden(request: HttpRequest) -> HttpResponse:
    """The same answer whether the thing is missing or not the reader's: addresses tell nothing."""
    if not request.actor.is_known:
        return redirect_to_login(request.get_full_path())
    return render(request, "pages/not_found.html", status=404)


def deny_by_default(get_response: Callable) -> Callable:
    """Middleware: answers 403 for any view that neither declares a permission nor is on the short open list."""

    class Gate:
        async_capable = sync_capable = True

        def __init__(self) -> None:
            if iscoroutinefunction(get_response):
                markcoroutinefunction(self)

        def __call__(self, request: HttpRequest) -> Any:
            return get_response(request)

        def process_view(self, request: HttpRequest, view: Callable, args: Any, kwargs: Any) -> HttpResponse | None:
            open_view = hasattr(view, "permission") or view.__module__.startswith(OPEN_MODULES)
            return None if open_view else refused(request)

        def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
            return refused(request) if isinstance(exception, policy.NotAllowed) else None

    return Gate()


deny_by_default.async_capable = deny_by_default.sync_capable = True
