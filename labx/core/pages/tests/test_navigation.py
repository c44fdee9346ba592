"""The menus show what the rooms announce and the reader may open."""

from uuid import uuid4

import pytest
from django.test import RequestFactory

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


def test_a_reader_sees_only_what_may_be_opened():
    assert [link.label for link in navigation.main_menu(request_of())] == ["Style"]
    assert [link.label for link in navigation.main_menu(request_of("administrator"))] == ["Style", "Figures"]


def test_housekeeping_stands_in_the_account_menu():
    assert navigation.account_menu(request_of()) == []
    assert [link.label for link in navigation.account_menu(request_of("administrator"))] == ["Figures"]


def test_the_entry_of_the_page_is_marked():
    assert [link.current for link in navigation.main_menu(request_of(path="/estilo/erros/"))] == [True]
    assert [link.current for link in navigation.main_menu(request_of(path="/conta/"))] == [False]


def test_a_request_nobody_asked_yet_is_anonymous():
    assert [link.label for link in navigation.main_menu(RequestFactory().get("/"))] == ["Style"]
