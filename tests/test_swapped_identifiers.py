"""Identifiers of one project in the addresses of another, asked for by everybody: nothing of it may come out.

Every page, operation of the interface, export, file, feed and search is asked for with parts of its address taken from
other records. What a project hides carries a mark; a mark may reach only those who may read that project's record.
"""

import io
import random
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse

from labx.core import gate, policy
from labx.core.actors import ANONYMOUS, Actor, system
from labx.core.ids import new_id
from labx.desks.saved.tests.routes import MARK as SHARED
from labx.people.middleware import actor_of
from labx.portfolio.actions import evidence, projects, protocols
from labx.portfolio.catalogue.actions import announcements, cases
from labx.portfolio.collaboration.actions import attachments, comments, tasks
from labx.portfolio.models import Project
from labx.trials import demo as demo_trials
from tests.route_examples import EXAMPLES, World, make_world
from tests.test_routes_by_role import ADDRESS_PART, OPERATIONS, ROUTES

pytestmark = pytest.mark.django_db
WHO = system("test")
QUICK, ALL, SEED = 300, 5_000, 20261122
WORDS = ("title", "question", "beneficiaries", "asked", "did", "learned", "next_step")
SOUGHT = "espantalho"  # a word that stands beside every mark, for searches
PDF = b"%PDF-1.7\n% {mark}\n%%EOF\n"


@dataclass(frozen=True)
class Secret:
    """A project, the mark that all it hides carries, and its own parts of addresses."""

    project: Project
    mark: str
    parts: dict[str, Any]


def filled(project: Project, mark: str) -> Secret:
    """Everything a team writes before anything is public, each with the mark."""
    thing = {"by": WHO, "thing": project}
    said = f"{SOUGHT} {mark}"
    words = {**dict.fromkeys(demo_trials.WORDS, said), "title": said}
    draft = protocols.write_protocol(
        by=WHO, project=project, room="trials", plan={**demo_trials.LOTTERY, "unit": mark}, code="segredo", **words
    )
    comment = comments.write_comment(text=said, **thing)
    task = tasks.make_task(by=WHO, project=project, title=said, details=said)
    content = PDF.replace(b"{mark}", mark.encode())
    file = attachments.attach_file(pieces=[content], name=f"{mark}.pdf", description=said, **thing)
    cases.write_case(by=WHO, project=project, edition=0, **dict.fromkeys((*cases.WORDS[1:],), mark))
    announced = {**dict.fromkeys(announcements.WORDS, mark), "since": "2026-01-01", "until": None}
    announcements.write_announcement(by=WHO, project=project, edition=0, **announced)
    parts = {
        "slug": project.slug,
        "code": draft.code,
        "version": draft.version,
        "comment": comment.pk,
        "task": task.pk,
        "file": file.pk,
        "thing": draft.pk,
        "kind": "protocolo",
    }
    return Secret(project, mark, parts)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def secrets(world: World) -> list[Secret]:
    """The world's hidden project, one of another team, and one that was public and was taken down."""
    marks = ("marca-escondida", "marca-alheia", "marca-retirada")
    started = [
        projects.start_project(by=WHO, title=title, question="?") for title in ("De outra equipa", "Foi público")
    ]
    marked = [
        projects.edit_project(
            by=WHO, project=project, edition=project.edition, **dict.fromkeys(WORDS, f"{SOUGHT} {mark}")
        )
        for project, mark in zip((world.hidden, *started), marks, strict=True)
    ]
    shown = evidence.publish_project(by=WHO, project=marked[2])
    evidence.unpublish_project(by=WHO, project=shown, why="Erro")
    return [filled(project, mark) for project, mark in zip(marked, marks, strict=True)]


@pytest.fixture(scope="module")
def readers(world: World) -> list[tuple[str, Actor, dict[str, str]]]:
    found: list[tuple[str, Actor, dict[str, str]]] = [("anonymous", ANONYMOUS, {})]
    for name, account in world.people.items():
        client = Client()
        client.force_login(account)
        account.refresh_from_db()
        found.append((name, actor_of(account), {key: morsel.value for key, morsel in client.cookies.items()}))
    return found


@dataclass(frozen=True)
class Place:
    """A route or an operation, and an address that is right."""

    name: str
    address: dict[str, Any]

    def path(self) -> str | None:
        if self.name.startswith("api:"):
            pattern, _operation = OPERATIONS[self.name]
            return ADDRESS_PART.sub(r"{\1}", pattern).format(**self.address)
        try:
            return reverse(self.name, kwargs=self.address)
        except NoReverseMatch:
            return None


@pytest.fixture(scope="module")
def places(world: World) -> list[Place]:
    names = [*ROUTES, *OPERATIONS]
    with_address = [Place(name, address) for name in names if name in EXAMPLES for address in EXAMPLES[name](world)]
    return [*with_address, *(Place(name, {}) for name in names if not has_address(name))]


def has_address(name: str) -> bool:
    return "{" in OPERATIONS[name][0] if name in OPERATIONS else ROUTES[name].has_address


@pytest.fixture(scope="module")
def pool(places: list[Place], secrets: list[Secret]) -> dict[str, list[Any]]:
    """Every value that any address has, by the name of its part; those of hidden projects stand in it too."""
    found: dict[str, list[Any]] = defaultdict(list)
    for place in places:
        for part, value in place.address.items():
            found[part].append(value)
    for secret in secrets:
        for part, value in secret.parts.items():
            found[part] += [value] * 5
    return found


def swapped(place: Place, pool: dict[str, list[Any]], chance: random.Random) -> Place:
    """At least one part of the address taken from elsewhere; sometimes an id that nobody has."""
    parts = list(place.address)
    if not parts:
        return place
    changed = chance.sample(parts, chance.randint(1, len(parts)))
    address = dict(place.address)
    for part in changed:
        values = [value for value in pool[part] if type(value) is type(address[part])]
        address[part] = chance.choice(values)
        if isinstance(address[part], UUID) and chance.random() < 0.1:
            address[part] = new_id()
    return replace(place, address=address)


BROWSER = Client(raise_request_exception=False)


def ask(path: str, cookies: dict[str, str], method: str) -> tuple[HttpResponse, str]:
    """One request, and nothing of it kept; its words, those inside packages too."""
    BROWSER.cookies.clear()
    BROWSER.cookies.load(cookies)
    with transaction.atomic():
        response = BROWSER.generic(method, path, headers={"Idempotency-Key": "swapped-identifiers"})
        transaction.set_rollback(True)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    headers = " ".join(f"{name}: {value}" for name, value in response.headers.items() if name != "Location")
    return response, headers + unpacked(content).decode("utf-8", "replace")


def unpacked(content: bytes) -> bytes:
    if not content.startswith(b"PK"):
        return content
    archive = zipfile.ZipFile(io.BytesIO(content))
    return b"\n".join([*(name.encode() for name in archive.namelist()), *map(archive.read, archive.namelist())])


def swap_many(count: int, seed: int, places, pool, readers, secrets) -> tuple[list[str], int, int]:
    chance, leaks, through = random.Random(seed), [], 0
    refused = 0
    for _swap in range(count):
        place = swapped(chance.choice(places), pool, chance)
        who, actor, cookies = chance.choice(readers)
        path = place.path()
        if path is None:
            continue
        query = f"?q={SOUGHT}" if chance.random() < 0.2 else ""
        method = chance.choice(("GET", "GET", "POST"))
        response, words = ask(path + query, cookies, method)
        refused += response.status_code in {302, 401, 403, 404}
        through += response.status_code == 200
        if response.status_code >= 500 and response.status_code != 503:
            leaks.append(f"{who} {method} {path}{query}: {response.status_code}")
        for secret in secrets:
            if secret.mark in words and not policy.allows(actor, "portfolio.view_project", secret.project):
                leaks.append(f"{who} {method} {path}{query} says {secret.mark}")
        if SHARED in words and place.name != "saved:share":
            leaks.append(f"{who} {method} {path}{query} says {SHARED}")
    return leaks, through, refused


def test_swapped_identifiers_give_nothing_away(places, pool, readers, secrets) -> None:
    leaks, through, refused = swap_many(QUICK, SEED, places, pool, readers, secrets)
    assert not leaks, "\n".join(leaks)
    assert through > QUICK / 20 and refused > QUICK / 5  # both happen, or the walk tries nothing


@pytest.mark.slow
def test_five_thousand_swapped_identifiers_give_nothing_away(places, pool, readers, secrets) -> None:
    leaks, through, refused = swap_many(ALL, SEED + 1, places, pool, readers, secrets)
    assert not leaks, "\n".join(leaks)
    assert through > ALL / 20 and refused > ALL / 5


def test_the_walk_sees_a_leak(places, pool, readers, secrets) -> None:
    """With the gate open, hidden marks come out: or a walk that finds nothing would look the same."""
    with patch.object(gate.policy, "allows", lambda *_arguments: True):
        found = []
        for secret in secrets:
            _response, words = ask(reverse("portfolio:record", args=[secret.project.slug]), {}, "GET")
            found.append(secret.mark in words)
    assert all(found)
