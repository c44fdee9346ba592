"""Files are sent whole, in pieces, under both kinds of server."""

import asyncio
import tracemalloc
from collections.abc import Iterator

import pytest
from django.core.handlers.asgi import ASGIRequest
from django.test import AsyncRequestFactory, RequestFactory

from labx.core.files.sending import IN_MEMORY_BYTES, PIECE_BYTES, send_file, send_made
from labx.core.tables.writer import write_csv, write_json, write_xlsx

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


def made_of(size: int) -> Iterator[bytes]:
    yield from (CONTENT[:1000] for _piece in range(size // 1000))


@pytest.mark.parametrize("make", [RequestFactory, AsyncRequestFactory])
def test_little_is_answered_at_once(make):
    headers = {"Content-Disposition": 'attachment; filename="x.csv"'}
    response = send_made(make().get("/"), made_of(5000), content_type="text/csv", headers=headers)
    assert response.content == CONTENT[:1000] * 5 and response["Content-Disposition"].startswith("attachment")


def test_much_leaves_in_pieces_under_asgi():
    response = send_made(AsyncRequestFactory().get("/"), made_of(3_000_000), content_type="text/csv", headers={})

    async def received() -> list[bytes]:
        return [piece async for piece in response.streaming_content]

    found = asyncio.run(received())
    assert sum(map(len, found)) == 3_000_000 == int(response["Content-Length"]) and len(found) == 12


def test_much_leaves_in_pieces_under_wsgi():
    response = send_made(RequestFactory().get("/"), made_of(3_000_000), content_type="text/csv", headers={})
    assert sum(map(len, response.streaming_content)) == 3_000_000 == int(response["Content-Length"])
    response.file_to_stream.close()


def test_an_error_on_the_way_sends_nothing():
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise LookupError

    with pytest.raises(LookupError):
        send_made(RequestFactory().get("/"), broken(), content_type="text/csv", headers={})


@pytest.mark.parametrize("write", [write_csv, write_json, write_xlsx])
def test_a_list_of_many_rows_is_never_held_whole(write):
    columns = [("name", "Name"), ("words", "Words")]
    rows = ({"name": f"Projeto {number}", "words": "palavra " * 60} for number in range(10_000))
    tracemalloc.start()
    response = send_made(RequestFactory().get("/"), write(columns, rows), content_type="x/y", headers={})
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    if response.streaming:
        response.file_to_stream.close()
    assert response.status_code == 200 and peak < 3 * IN_MEMORY_BYTES  # the words alone are five
