"""Sending a file without holding it in memory, whichever server asks."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.handlers.asgi import ASGIRequest
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

PIECE_BYTES = 256 * 1024
IN_MEMORY_BYTES = 1024**2


def send_file(
    request: HttpRequest, path: Path, *, content_type: str, filename: str = "", is_attachment: bool = False
) -> StreamingHttpResponse:
    """The file in pieces. Under ASGI Django would read a plain file response whole."""
    name = filename or path.name
    if not isinstance(request, ASGIRequest):
        return FileResponse(path.open("rb"), as_attachment=is_attachment, filename=name, content_type=content_type)
    headers = {
        "Content-Disposition": content_disposition_header(is_attachment, name),
        "Content-Length": str(path.stat().st_size),
    }
    return StreamingHttpResponse(pieces(path), content_type=content_type, headers=headers)


def send_made(
    request: HttpRequest, made: Iterable[bytes], *, content_type: str, headers: dict[str, Any]
) -> HttpResponseBase:
    """What is being made, whole before its first byte leaves: an error on the way is an answer, not half a file.

    Little stays in memory, much waits in a file without a name.
    """
    file = SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115 - closed by whoever sends it
    try:
        for piece in made:
            file.write(piece)
    except BaseException:
        file.close()
        raise
    size = file.tell()
    file.seek(0)
    if size <= IN_MEMORY_BYTES:
        with file:
            return HttpResponse(file.read(), content_type=content_type, headers=headers)
    headers = {**headers, "Content-Length": str(size)}
    if isinstance(request, ASGIRequest):
        return StreamingHttpResponse(pieces_of(file), content_type=content_type, headers=headers)
    return FileResponse(file, content_type=content_type, headers=headers)


async def pieces(path: Path) -> AsyncIterator[bytes]:
    async for piece in pieces_of(await asyncio.to_thread(path.open, "rb")):
        yield piece


async def pieces_of(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
            yield piece
