"""A stranger cannot fill the server's disk with what nobody asked for."""

from typing import Any

import pytest
from asgiref.sync import async_to_sync

from labx.core.bodies import SIGNED_IN_BYTES, STRANGER_BYTES, at_most
from labx.core.files.uploads import UPLOAD_BYTES

pytestmark = pytest.mark.usefixtures("own_loop")
PIECE = b"x" * 1024**2


async def application(scope, receive, send) -> None:
    """Reads the whole body, as Django does, and says how much came."""
    size = 0
    while (message := await receive())["type"] == "http.request":
        size += len(message["body"])
        if not message["more_body"]:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": str(size).encode()})
            return
    await send({"type": "hung up", "body": str(size).encode()})


def ask(pieces: int, **headers: str) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []
    coming = [{"type": "http.request", "body": PIECE, "more_body": more > 0} for more in reversed(range(pieces))]

    async def receive() -> dict[str, Any]:
        return coming.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    limited = at_most(application, cookie="sessionid")
    async_to_sync(limited)({"type": "http", "headers": given}, receive, send)
    return sent


def test_an_ordinary_form_passes():
    assert ask(2, content_length=str(2 * len(PIECE)))[1]["body"] == str(2 * len(PIECE)).encode()


@pytest.mark.parametrize(
    ("cookie", "size", "status"),
    [
        ("", STRANGER_BYTES + 1, 413),
        ("theme=dark", STRANGER_BYTES + 1, 413),
        ("theme=dark; sessionid=abc", STRANGER_BYTES + 1, 200),
        ("sessionid=abc", SIGNED_IN_BYTES + 1, 413),
        ("sessionid=abc", 10**30, 413),
    ],
)
def test_what_says_it_is_too_large_is_not_read(cookie, size, status):
    assert ask(1, cookie=cookie, content_length=str(size))[0]["status"] == status


def test_what_turns_out_too_large_is_cut_off():
    assert ask(20, transfer_encoding="chunked") == [{"type": "hung up", "body": str(STRANGER_BYTES).encode()}]


def test_the_largest_file_that_is_kept_can_be_sent():
    assert SIGNED_IN_BYTES > UPLOAD_BYTES
