"""The lock: after some minutes without use, or at once, a page asks for the password again. The server keeps the time.

What was typed meanwhile waits in the page, encrypted, and is sent again once the password is right.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import logout
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.desks.counter.boxes import closed, opened
from labx.desks.saved import attempts
from labx.desks.saved.boxes import CannotOpen
from labx.desks.saved.errors import TooSoon

LOCK_SECONDS = 300
SEEN, LOCKED = "counter_seen", "counter_locked"
TRIES = 3
OURS = frozenset({"csrfmiddlewaretoken", "lock", "unlock", "password", "pending", "reason"})
View = Callable[..., HttpResponse]


def unlocked(view: View) -> View:
    """For every page with something of a family. Put it below `requires`."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any) -> HttpResponse:
        if "unlock" in request.POST:
            if (answer := unlock(request)) is not None:
                return answer
        elif is_locked(request) or "lock" in request.POST:
            return show_lock(request)
        return kept_nowhere(view(request, *args)) if noted_use(request) else redirect("account_login")

    return run


def noted_use(request: HttpRequest) -> bool:
    """Written before the page is made and not after it, or a lock that came meanwhile would be written over."""
    request.session[SEEN] = time.time()
    try:
        request.session.save()
    except UpdateError:  # signed out meanwhile
        request.session.flush()
        return False
    request.session.modified = False
    return True


def kept_nowhere(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store, private"
    return response


def is_locked(request: HttpRequest) -> bool:
    if request.session.get(LOCKED):
        return True
    signed_in = request.user.last_login.timestamp() if request.user.last_login else 0.0
    return time.time() - float(request.session.get(SEEN, signed_in)) > LOCK_SECONDS


def show_lock(request: HttpRequest, problem: str = "") -> HttpResponse:
    """Nothing of the page behind it; what was sent waits inside."""
    request.session[LOCKED] = True
    pending = request.POST.get("pending") if "unlock" in request.POST else sealed_sent(request)
    shown = {"pending": pending, "problem": problem, "has_password": request.user.has_usable_password()}
    return kept_nowhere(render(request, "counter/lock.html", shown))


def sealed_sent(request: HttpRequest) -> str:
    """What was typed, for this account and this address alone."""
    sent = {name: values for name, values in request.POST.lists() if name not in OURS}
    if not sent:
        return ""
    return base64.b64encode(closed(request.user.pk, {"path": request.path, "sent": sent})).decode()


def unlock(request: HttpRequest) -> HttpResponse | None:
    """Nothing when the page may go on with what had been sent."""
    if (answer := tried(request)) is not None:
        return answer
    sent = sent_before(request)
    if sent is None:
        return HttpResponseRedirect(request.path)
    request.POST = sent
    return None


def tried(request: HttpRequest) -> HttpResponse | None:
    """Nothing when the password is right: it is open again. Counted before it is tried, for the account, so that
    trying many at once gains nothing.
    """
    limit = attempts.Limit(attempts.hashed(b"lock " + request.user.pk.bytes), TRIES)
    try:
        attempts.charge([limit])
    except TooSoon:
        return thrown_out(request)
    if not request.user.check_password(request.POST.get("password", "")):
        return wrong(request, limit)
    attempts.forget(limit)
    request.session.pop(LOCKED, None)
    request.session[SEEN] = time.time()
    return None


def wrong(request: HttpRequest, limit: attempts.Limit) -> HttpResponse:
    if attempts.is_spent(limit):
        return thrown_out(request)
    return show_lock(request, _("This is not your password. Check it and write it again."))


def thrown_out(request: HttpRequest) -> HttpResponse:
    note_lock_out(by=request.actor)
    logout(request)
    return redirect("account_login")


@action
def note_lock_out(*, by: Actor) -> None:
    """Somebody guessed at a locked page; the session is over."""
    record(by=by, action="counter.lock_out", target=("people.account", by.id or ""))


def sent_before(request: HttpRequest) -> QueryDict | None:
    try:
        held = opened(request.user.pk, base64.b64decode(request.POST.get("pending", ""), validate=True))
    except (CannotOpen, ValueError):
        return None
    if held["path"] != request.path:
        return None
    sent = QueryDict(mutable=True)
    for name, values in held["sent"].items():
        sent.setlist(name, values)
    return sent
