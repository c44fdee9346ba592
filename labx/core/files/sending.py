"""Sending a file without holding it in memory, whichever server asks."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from django.core.handlers.asgi import ASGIRequest
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header

PIECE_BYTES = 256 * 1024


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


async def pieces(path: Path) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(path.open, "rb") as file:
        while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
            yield piece
