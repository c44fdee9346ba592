"""The API's gate: each operation declares a permission of the same policy as the pages."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from ninja.errors import AuthenticationError, HttpError
from ninja.security import HttpBearer
from ninja.utils import check_csrf

from labx.core import policy
from labx.core.api.tokens import actor_of_token
from labx.core.gate import found

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class TokenOrSession(HttpBearer):
    """`Authorization: Bearer labx_…`, else the signed-in session (with its CSRF token), else nobody.

    `permission`, on the `record` that the address names: what must be allowed before the body is even read.
    What `is_open` asks for no CSRF token: it changes nothing, whoever sends it.
    """

    def __init__(
        self, permission: str = "", record: Callable[..., Any] | None = None, *, is_open: bool = False
    ) -> None:
        super().__init__()
        self.permission, self.record, self.is_open = permission, record, is_open

    def __call__(self, request: HttpRequest) -> Any:
        if "Authorization" in request.headers:
            request.actor = super().__call__(request)
        elif not (self.is_open or request.method in SAFE_METHODS) and check_csrf(request):
            raise HttpError(403, "Send a token in the Authorization header, or the CSRF token of the session.")
        if request.actor and self.permission:
            require(request, self.permission, self.record, request.resolver_match.kwargs)
        return request.actor

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return actor_of_token(token)


def permit(name: str, record: Callable[..., Any] | None = None, *, is_open: bool = False) -> Callable:
    """Declare what an operation needs. `record` finds the thing by the address; it is then `request.record`.

    Write it under the router's own decorator. What may not be seen answers as if it did not exist. `is_open` is for
    what everyone may ask and what keeps nothing: pages of other sites may call it (LABX_API_ORIGINS).
    """

    def decorate(operation: Callable) -> Callable:
        @wraps(operation)
        def permitted(request: HttpRequest, *args: Any, **values: Any) -> Any:
            require(request, name, record, values)
            return operation(request, *args, **values)

        permitted.permission = name
        permitted.finds_record = record
        permitted.is_open = is_open
        return permitted

    return decorate


def require(request: HttpRequest, name: str, record: Callable[..., Any] | None, values: dict[str, Any]) -> None:
    """Find the record, if the operation has one, and refuse who may not."""
    request.record = sought(record, values) if record else None
    is_missing = record is not None and request.record is None
    if is_missing or not policy.allows(request.actor, name, request.record):
        refuse(request, is_hidden=record is not None)


def sought(record: Callable[..., Any], values: dict[str, Any]) -> Any:
    wanted = inspect.signature(record).parameters
    return found(record, {name: value for name, value in values.items() if name in wanted})


def refuse(request: HttpRequest, *, is_hidden: bool) -> None:
    if not request.actor.is_known:
        raise AuthenticationError()
    raise Http404 if is_hidden else policy.NotAllowed
