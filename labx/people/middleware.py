"""Each request gets its actor."""

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from labx.core.actors import ANONYMOUS, Actor
from labx.people.models import Account


def actor_of(account: Account) -> Actor:
    return Actor("account", account.id, frozenset(account.roles), account.name)


def current_actor(request: HttpRequest) -> Actor:
    return actor_of(request.user) if request.user.is_authenticated else ANONYMOUS


def actor_of_request(get_response: Callable) -> Callable:
    if iscoroutinefunction(get_response):

        async def middleware(request: HttpRequest) -> Any:
            await request.auser()
            request.actor = SimpleLazyObject(lambda: current_actor(request))
            return await get_response(request)

        markcoroutinefunction(middleware)
        return middleware

    def middleware(request: HttpRequest) -> Any:
        request.actor = SimpleLazyObject(lambda: current_actor(request))
        return get_response(request)

    return middleware


actor_of_request.async_capable = actor_of_request.sync_capable = True
