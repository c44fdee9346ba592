"""The menus show what the rooms announce and the reader may open."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import RequestFactory
from django.utils import translation

from labx.core.actors import Actor
from labx.core.pages import navigation
from labx.core.rooms import MenuEntry, Room

OPEN = MenuEntry("Style", "pages:style", "core.see_public_pages")
CLOSED = MenuEntry("Figures", "metrics", "core.read_metrics")


def request_of(*roles: str, path: str = "/"):
    request = RequestFactory().get(path)
    request.actor = Actor("account", uuid4(), frozenset(roles), "Ana")
    return request


@pytest.fixture(autouse=True)
def two_rooms(monkeypatch):
    house = Room(name="core", title="House", menu=(CLOSED,))
    work = Room(name="work", title="Work", menu=(OPEN, CLOSED))
    monkeypatch.setattr(navigation, "rooms", lambda: (house, work))


def shown(request) -> list[tuple[str, list[str]]]:
    return [(group.title, [link.label for link in group.links]) for group in navigation.main_menu(request)]


def test_a_reader_sees_only_what_may_be_opened():
    assert shown(request_of()) == [("", ["Style"])]
    assert shown(request_of("administrator")) == [("", ["Style"]), ("", ["Figures"])]


def test_many_entries_stand_in_groups_and_one_alone_in_none(monkeypatch):
    parts = tuple(Room(name=name, title=name, part_of="portfolio", menu=(OPEN,) * 3) for name in ("a", "b"))
    work = Room(name="portfolio", title="Portfolio", menu=(OPEN,))
    trials = Room(name="trials", title="Trials", menu=(OPEN, replace(OPEN, is_own=True)))
    monkeypatch.setattr(navigation, "rooms", lambda: (work, *parts, trials))
    with translation.override("en"):
        assert shown(request_of()) == [("", ["Style"]), ("Portfolio", ["Style"] * 6), ("", ["Style"])]
    assert navigation.main_menu(request_of(path="/estilo/"))[1].current


def test_what_is_the_readers_own_stands_in_the_account_menu(monkeypatch):
    own = Room(name="rights", title="Rights", menu=(replace(OPEN, is_own=True),))
    monkeypatch.setattr(navigation, "rooms", lambda: (own,))
    assert shown(request_of()) == []
    assert [link.label for link in navigation.account_menu(request_of())] == ["Style"]


def test_housekeeping_stands_in_the_account_menu():
    assert navigation.account_menu(request_of()) == []
    assert [link.label for link in navigation.account_menu(request_of("administrator"))] == ["Figures"]


def test_the_entry_of_the_page_is_marked():
    assert [group.current for group in navigation.main_menu(request_of(path="/estilo/erros/"))] == [True]
    assert [group.current for group in navigation.main_menu(request_of(path="/conta/"))] == [False]


def test_a_request_nobody_asked_yet_is_anonymous():
    assert shown(RequestFactory().get("/")) == [("", ["Style"])]
