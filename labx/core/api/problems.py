"""Every error of the API is a problem (RFC 9457): what happened, and what to do."""

from http import HTTPStatus
from typing import Any

import structlog
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from labx.core.api.idempotency import KeyUsedForSomethingElse
from labx.core.logs import kind_and_place
from labx.core.policy import NotAllowed
from labx.stats.errors import CannotEstimate

MEDIA_TYPE = "application/problem+json"
log = structlog.get_logger(__name__)
UNKNOWN = "Send a valid token in the Authorization header, or sign in."
MISSING = "There is nothing here, or it is not open to you."
NOT_ALLOWED = "Your role, or the permissions of your token, do not include this."
UNSTORABLE = "A value is longer or larger than its field, or holds a NUL character; nothing was changed."
UNFORESEEN = "Something unforeseen happened here; nothing was changed. Try again, then tell an administrator."


def problem(status: int, detail: str, **more: Any) -> HttpResponse:
    content = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return JsonResponse(content, status=status, content_type=MEDIA_TYPE)


def unknown(request: HttpRequest, error: Exception) -> HttpResponse:
    answer = problem(401, UNKNOWN)
    answer["WWW-Authenticate"] = 'Bearer realm="LabX"'
    return answer


def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [{"place": ".".join(map(str, one["loc"])), "message": one["msg"]} for one in error.errors]
    return problem(422, "The request is not as the description says; `errors` names each place.", errors=errors)


def unforeseen(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("api failed", **kind_and_place(error))
    return problem(500, UNFORESEEN)


def tell_problems(api: NinjaAPI) -> None:
    api.add_exception_handler(AuthenticationError, unknown)
    api.add_exception_handler(ValidationError, invalid)
    api.add_exception_handler(HttpError, lambda request, error: problem(error.status_code, error.message))
    api.add_exception_handler(Http404, lambda request, error: problem(404, MISSING))
    api.add_exception_handler(NotAllowed, lambda request, error: problem(403, NOT_ALLOWED))
    api.add_exception_handler(KeyUsedForSomethingElse, lambda request, error: problem(409, str(error)))
    api.add_exception_handler(DataError, lambda request, error: problem(422, UNSTORABLE))
    api.add_exception_handler(CannotEstimate, lambda request, error: problem(422, str(error)))
    api.add_exception_handler(Exception, unforeseen)
