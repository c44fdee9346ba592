"""How much a request may bring, before anything of it is kept: the server itself stores whatever comes."""

from collections.abc import Awaitable, Callable
from typing import Any

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

MEBIBYTE = 1024**2
# A form without files, or with the largest file that is kept and its form around it.
STRANGER_BYTES, SIGNED_IN_BYTES = 6 * MEBIBYTE, 2 * 1024 * MEBIBYTE + MEBIBYTE


def at_most(application: Application, *, cookie: str) -> Application:
    """Refuse a body that says it is larger; hang up on one that turns out so. Only who has a session brings files."""

    async def limited(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        headers = dict(scope["headers"])
        has_session = f"{cookie}=".encode() in headers.get(b"cookie", b"")
        most = SIGNED_IN_BYTES if has_session else STRANGER_BYTES
        said = headers.get(b"content-length", b"0")
        if said.isdigit() and int(said[:20]) > most:
            await refuse(send)
            return
        await application(scope, counted(receive, most), send)

    return limited


def counted(receive: Receive, most: int) -> Receive:
    come = 0

    async def receive_counted() -> Message:
        nonlocal come
        message = await receive()
        come += len(message.get("body", b""))
        return message if come <= most else {"type": "http.disconnect"}

    return receive_counted


async def refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": b"This is larger than the site takes. Send a smaller file."})
