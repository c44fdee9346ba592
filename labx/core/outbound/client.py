"""The one HTTP client for the world outside: resolves once, reaches public addresses only, follows nothing."""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from labx.core.outbound.address import Address, AddressRefused, resolve

LARGEST_ANSWER = 10 * 1024**2
SECONDS = 20.0
PORTS = {"http": 80, "https": 443}
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
# The client decides these; a caller could smuggle a second request or another host through them.
OWN_HEADERS = frozenset({"host", "connection", "content-length", "transfer-encoding", "upgrade", "accept-encoding"})


class RequestRefused(Exception):
    """The request was not made, or its answer not taken; the message says why and what to do."""


@dataclass(frozen=True)
class Answer:
    """What came back. A redirection is an answer like any other: who follows it checks the new address anew."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def is_success(self) -> bool:
        return httpx.codes.is_success(self.status)


@dataclass(frozen=True)
class Terms:
    """`seconds` bounds each wait for the server, and the reading of its answer as a whole."""

    seconds: float = SECONDS
    limit_bytes: int = LARGEST_ANSWER
    allowed: tuple[str, ...] = field(default_factory=lambda: tuple(settings.OUTBOUND_ALLOW))
    verify: ssl.SSLContext | None = None


def request(
    method: str,
    url: str,
    *,
    content: bytes = b"",
    headers: Mapping[str, str] | None = None,
    terms: Terms | None = None,
) -> Answer:
    """One request to one address, checked here and now: what a form checked earlier does not count."""
    terms = terms or Terms()
    target = _checked_url(method, url)
    address = _checked_address(target, terms.allowed)
    sent = {name: value for name, value in (headers or {}).items() if name.lower() not in OWN_HEADERS}
    try:
        return _exchange(method, target, address, content, sent, terms)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise RequestRefused(
            _("{host} did not answer as it should ({error}). Try again later.").format(
                host=target.host, error=f"{type(error).__name__}: {error}"
            )
        ) from error


def check_url(url: str) -> str:
    """For forms: the address back, when a request could be made to it; the worker checks again."""
    target = _checked_url("GET", url)
    _checked_address(target, tuple(settings.OUTBOUND_ALLOW))
    return str(target)


def _checked_address(target: httpx.URL, allowed: tuple[str, ...]) -> Address:
    try:
        return resolve(target.raw_host.decode("ascii"), target.port or PORTS[target.scheme], allowed)
    except AddressRefused as error:
        raise RequestRefused(str(error)) from error


def _checked_url(method: str, url: str) -> httpx.URL:
    try:
        target = httpx.URL(url)
    except (httpx.InvalidURL, TypeError, ValueError) as error:
        raise RequestRefused(_("“{url}” is not an address. Write it as https://...").format(url=url[:200])) from error
    if method not in METHODS:
        raise RequestRefused(_("{method} is not a request that can be made.").format(method=method))
    if target.scheme not in PORTS or not target.host:
        raise RequestRefused(_("“{url}” is not a web address. Write it as https://...").format(url=url[:200]))
    if target.userinfo:
        raise RequestRefused(_("The address holds a user name or password. Take it out of the address."))
    return target


def _exchange(
    method: str, target: httpx.URL, address: Address, content: bytes, headers: dict[str, str], terms: Terms
) -> Answer:
    """Connect to the address that was checked, and tell the server the name that was asked for."""
    deadline = time.monotonic() + terms.seconds
    name = target.raw_host.decode("ascii")
    sent = {**headers, "Host": target.netloc.decode("ascii"), "Accept-Encoding": "identity"}
    with (
        httpx.Client(
            verify=terms.verify or ssl.create_default_context(),
            timeout=terms.seconds,
            follow_redirects=False,
            trust_env=False,
        ) as client,
        client.stream(
            method,
            target.copy_with(host=str(address)),
            content=content or None,
            headers=sent,
            extensions={"sni_hostname": name},
        ) as response,
    ):
        if response.headers.get("content-encoding", "identity") != "identity":
            raise RequestRefused(_("The answer is compressed although that was not asked for."))
        body = _body(response, deadline, terms)
        return Answer(response.status_code, dict(response.headers), body)


def _body(response: httpx.Response, deadline: float, terms: Terms) -> bytes:
    body = bytearray()
    for piece in response.iter_raw():
        body += piece
        if len(body) > terms.limit_bytes:
            raise RequestRefused(_("The answer is larger than {limit} bytes.").format(limit=terms.limit_bytes))
        if time.monotonic() > deadline:
            raise RequestRefused(_("The answer took longer than {seconds} seconds.").format(seconds=terms.seconds))
    return bytes(body)
