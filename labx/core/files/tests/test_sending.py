"""Files are sent whole, in pieces, under both kinds of server."""

import asyncio

import pytest
from django.core.handlers.asgi import ASGIRequest
from django.test import AsyncRequestFactory, RequestFactory

from labx.core.files.sending import PIECE_BYTES, send_file

pytestmark = pytest.mark.usefixtures("own_loop")
CONTENT = b"dados;" * PIECE_BYTES


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "dados.csv"
    path.write_bytes(CONTENT)
    return path


def test_under_wsgi(path):
    response = send_file(RequestFactory().get("/"), path, content_type="text/csv")
    assert b"".join(response.streaming_content) == CONTENT
    response.file_to_stream.close()  # closing the response would also tell Django to drop its connections


def test_under_asgi_in_pieces_and_named(path):
    request = AsyncRequestFactory().get("/")
    assert isinstance(request, ASGIRequest)
    response = send_file(request, path, content_type="text/csv", filename="ação.csv", is_attachment=True)

    async def received() -> list[bytes]:
        return [piece async for piece in response.streaming_content]

    found = asyncio.run(received())
    assert b"".join(found) == CONTENT and len(found) == 6
    assert response["Content-Length"] == str(len(CONTENT))
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''a%C3%A7%C3%A3o.csv")
