"""Ports: the next free one when nobody insists, a message when somebody does."""

import socket
from collections.abc import Iterator

import pytest

from labx.core.running.address import PortTaken, choose_port, reachable_host, status


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_next_free_port(taken: int) -> None:
    assert taken < choose_port("127.0.0.1", taken, exactly=False) <= taken + 20


def test_exact_port_that_is_taken(taken: int) -> None:
    with pytest.raises(PortTaken, match=f"Port {taken} on 127.0.0.1 is taken.*labx run --port"):
        choose_port("127.0.0.1", taken, exactly=True)


def test_free_port_is_kept() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert choose_port("127.0.0.1", port, exactly=True) == port


def test_nobody_answers(taken: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        free = listener.getsockname()[1]
    assert status("127.0.0.1", free) is None


def test_listening_everywhere_is_asked_at_home() -> None:
    assert reachable_host("0.0.0.0") == "127.0.0.1"  # noqa: S104 - recognised, not bound
    assert reachable_host("example.pt") == "example.pt"
