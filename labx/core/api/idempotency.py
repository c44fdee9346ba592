"""A write that is sent twice is done once."""

import hashlib
from collections.abc import Callable
from typing import Annotated, Any

from django.db import connection, transaction
from django.http import HttpRequest
from ninja import Header
from ninja.responses import Status

from labx.core.api.models import IdempotencyKey

Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="Chosen by the caller, new for each write: sent again with the same content, it is not done again.",
    ),
]


class KeyUsedForSomethingElse(RuntimeError):
    """The same key came with other content."""


def once(request: HttpRequest, key: str, write: Callable[[], tuple[int, dict[str, Any]]]) -> Status:
    """Do the write, or give its first answer with 200 when this key and content were seen before.

    Two at the same time: the second waits on the UNIQUE constraint until the first has committed.
    """
    content = content_of(request)
    with transaction.atomic():
        if is_new(request.actor.key, key, content):
            status, answer = write()
            IdempotencyKey.objects.filter(actor=request.actor.key, key=key).update(answer=answer)
            return Status(status, answer)
        seen = IdempotencyKey.objects.get(actor=request.actor.key, key=key)
    if seen.content != content:
        raise KeyUsedForSomethingElse("This Idempotency-Key was used for another request: choose a new one.")
    return Status(200, seen.answer)


def content_of(request: HttpRequest) -> str:
    whole = b"\n".join([str(request.method).encode(), request.get_full_path().encode(), request.body])
    return hashlib.sha256(whole).hexdigest()


def is_new(actor: str, key: str, content: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO api_idempotencykey (actor, key, content, at) VALUES (%s, %s, %s, now())"
            " ON CONFLICT (actor, key) DO NOTHING",
            [actor, key, content],
        )
        return cursor.rowcount == 1
