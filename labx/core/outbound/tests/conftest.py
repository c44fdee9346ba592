"""A web site and a resolver of our own."""

import contextlib
import http.server
import socket
import threading
import time

import pytest
from django.utils import translation

from labx.core.outbound import address


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers by path; remembers what it was asked."""

    seen: list[dict] = []

    def do_GET(self):
        length = int(self.headers.get("Content-Length", 0))
        Handler.seen.append({**self.headers, "path": self.path, "body": self.rfile.read(length)})
        status = 302 if self.path == "/away" else 200
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/inside")
        if self.path == "/packed":
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        with contextlib.suppress(OSError):  # the client may hang up, as it should
            self.answer()

    def answer(self):
        if self.path == "/long":
            self.wfile.write(b"x" * 5_000)
        elif self.path == "/slow":
            for _ in range(20):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.05)
        else:
            self.wfile.write(b"hello")

    do_POST = do_GET

    def log_message(self, *arguments):
        pass


def serve(context=None):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def site():
    Handler.seen = []
    server = serve()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def names(monkeypatch):
    """A resolver of our own: names to addresses, and how often each was asked for."""
    table, asked = {}, []

    def look_up(host, port, *_hints, **_named_hints):
        asked.append(host)
        found = table.get(host) or [host]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (entry, port)) for entry in found]

    monkeypatch.setattr(address.socket, "getaddrinfo", look_up)
    return table, asked
