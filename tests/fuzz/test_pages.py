"""Whatever is sent to any page, by anyone, the answer is never a 5xx."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from labx.people.models import Account

QUICK, ALL = 600, 10_000
METHODS = ("GET", "GET", "GET", "POST", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
NASTY = (
    "", " ", "0", "-1", "9" * 30, "1e309", "NaN", "true", "\x00", "\ud7ff", "é" * 300, "../../etc/passwd", "%s%n",
    "' OR 1=1 --", "<script>alert(1)</script>", "{{7*7}}", "=1+1", "a\r\nb: c", "[]", "{}", "null", "2026-02-30",
    "00000000-0000-0000-0000-000000000000", "x" * 5000, "csv", "xlsx", "json", "-at", "\u202e", "\U0001f600",
)  # fmt: skip
NAMES = (
    "q", "next", "ordem", "pagina", "procura", "formato", "action", "selo", "state", "fase", "name", "email", "roles",
    "password", "login", "why", "title", "days", "scopes", "language", "theme", "contrast", "file", "step", "code",
)  # fmt: skip
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: dict[str, str]
    content: object
    content_type: str | None
    is_known: bool


def routes(patterns=None, prefix: str = "") -> Iterator[str]:
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern)


def address(draw: random.Random, route: str) -> str:
    """The route with something in place of each parameter that its converter lets through."""
    filled = PARAMETER.sub(lambda found: part(draw, found[1] or "str"), route)
    return "/" + re.sub(r"[\^$\\]|\(\?P<\w+>[^)]*\)", "", filled)


def part(draw: random.Random, kind: str) -> str:
    if kind == "uuid":
        return draw.choice(["00000000-0000-0000-0000-000000000000", "not-a-uuid"])
    if kind == "int":
        return draw.choice(["0", "1", "99999999999999999999"])
    return draw.choice(["a", "carta-mais-curta", "%00", "%F0%9F%98%80", "..", "x" * 300, "%3Cb%3E"])


def asked(draw: random.Random, known_routes: list[str]) -> Asked:
    fields = {draw.choice(NAMES): draw.choice(NASTY) for _ in range(draw.randrange(5))}
    content, content_type = body(draw)
    path = address(draw, draw.choice(known_routes))
    return Asked(draw.choice(METHODS), path, fields, content, content_type, draw.random() < 0.7)


def body(draw: random.Random) -> tuple[object, str | None]:
    fields = {draw.choice(NAMES): draw.choice(NASTY) for _ in range(draw.randrange(6))}
    kind = draw.randrange(5)
    if kind == 0:
        file = SimpleUploadedFile("f.csv", draw.randbytes(draw.randrange(400)), draw.choice(["text/csv", "image/png"]))
        return {**fields, "file": file}, None
    if kind == 1:
        return draw.choice(["{", "[1]", '{"a": null}', "\x00"]), "application/json"
    if kind == 2:
        return draw.randbytes(50), draw.choice(["application/octet-stream", "multipart/form-data; boundary=", "x/y; a"])
    return fields, None


def send(client: Client, one: Asked) -> int:
    options = {} if one.content_type is None else {"content_type": one.content_type}
    if one.method == "POST":
        return client.post(one.path, one.content, query_params=one.query, **options).status_code
    if one.method in {"PUT", "PATCH", "DELETE"}:
        data = one.content if isinstance(one.content, str | bytes) else "a=1"
        content_type = one.content_type or "application/x-www-form-urlencoded"
        return client.generic(one.method, one.path, data, content_type, query_params=one.query).status_code
    return client.generic(one.method, one.path, query_params=one.query).status_code


def fuzz(count: int, seed: int) -> None:
    draw = random.Random(seed)
    known_routes = sorted(set(routes()))
    account = Account.objects.create(email="fuzz@example.org", name="Fuzz", roles=["administrator", "lab_lead"])
    known, unknown = (Client(raise_request_exception=False) for _ in range(2))
    failed = []
    for _ in range(count):
        one = asked(draw, known_routes)
        if one.is_known and "_auth_user_id" not in known.session:
            Account.objects.filter(pk=account.pk).update(is_active=True, roles=["administrator", "lab_lead"])
            known.force_login(account)
        status = send(known if one.is_known else unknown, one)
        if status >= 500 and status != 503:
            failed.append((status, one))
    assert not failed, "\n".join(f"{status} {one}" for status, one in failed[:20])


@pytest.mark.django_db
def test_no_request_breaks_a_page():
    fuzz(QUICK, seed=20_260_101)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("part", range(4))
def test_ten_thousand_requests_break_no_page(part):
    fuzz(ALL // 4, seed=part)
