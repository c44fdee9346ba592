"""The port the server listens on, and whether it answers there."""

import http.client
import socket

MOST_PORTS_TRIED = 20


class PortTaken(RuntimeError):
    """Another program listens on the port that was asked for."""


def is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def choose_port(host: str, wanted: int, *, exactly: bool) -> int:
    """The wanted port, or the next free one unless it must be exactly that."""
    last = wanted if exactly else min(wanted + MOST_PORTS_TRIED, 65535)
    for port in range(wanted, last + 1):
        if is_free(host, port):
            return port
    tried = f"Port {wanted}" if exactly else f"Every port from {wanted} to {last}"
    raise PortTaken(
        f"{tried} on {host} is taken or not allowed. Stop the program that uses it, or choose another: "
        "labx run --port 8100."
    )


def status(host: str, port: int, path: str = "/healthz") -> int | None:
    """The HTTP status the server answers at `path`, or nothing while it does not answer."""
    connection = http.client.HTTPConnection(reachable_host(host), port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def reachable_host(host: str) -> str:
    """An address a program on this machine can open when the server listens on every address."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - recognised, not bound
