"""Every page there is, by axe: in one combination of width, language and theme each, and in all of them when slow."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from tests.browser import faults_of, listen
from tests.route_examples import EXAMPLES, World, make_world
from tests.test_routes_by_role import ROUTES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS, LANGUAGES, THEMES = (360, 1280), ("pt-PT", "en-GB"), ("light", "dark")
COMBINATIONS = tuple(itertools.product(WIDTHS, LANGUAGES, THEMES))
FEWEST_PAGES = 60


@dataclass(frozen=True)
class Visit:
    """A page, and the cookies of one who may see it."""

    path: str
    cookies: dict[str, str]


def pages(world: World) -> Iterator[Visit]:
    """Each route that gives an HTML page to a visitor, or else to an administrator."""
    signed_in = Client()
    signed_in.force_login(world.people["administrator"])
    for name, route in sorted(ROUTES.items()):
        for address in (EXAMPLES[name](world) if route.has_address else [{}])[:1]:
            path = reverse(name, kwargs=address)
            for client in (Client(), signed_in):
                if gives_page(client, path):
                    yield Visit(path, {key: morsel.value for key, morsel in client.cookies.items()})
                    break


def gives_page(client: Client, path: str) -> bool:
    answer = client.get(path)
    if answer.streaming:
        answer.close()
        return False
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html") and b"<html" in answer.content


class Visitor:
    """A window for each combination and each who looks, whose requests all stay here."""

    def __init__(self, browser, home: str) -> None:
        self.browser, self.home = browser, home
        self.faults: list[str] = []
        self.windows: dict[tuple, Page] = {}

    def see(self, visit: Visit, combination: tuple[int, str, str]) -> None:
        width, language, theme = combination
        key = (combination, *visit.cookies.values())
        window = self.windows.get(key) or self.windows.setdefault(key, self.open(visit, *combination))
        window.goto(visit.path)
        self.faults += [f"({width} px, {language}, {theme}) {fault}" for fault in faults_of(window)]

    def open(self, visit: Visit, width: int, language: str, theme: str) -> Page:
        viewport = {"width": width, "height": 800}
        context = self.browser.new_context(
            base_url=self.home, viewport=viewport, locale=language, color_scheme=theme, reduced_motion="reduce"
        )
        context.add_cookies([{"name": name, "value": value, "url": self.home} for name, value in visit.cookies.items()])
        listen(context, self.home, self.faults)
        return context.new_page()

    def leave(self) -> None:
        for window in self.windows.values():
            window.context.close()


@pytest.fixture
def visitor(chromium_browser, live_server) -> Iterator[Visitor]:
    somebody = Visitor(chromium_browser, live_server.url)
    yield somebody
    somebody.leave()


@pytest.fixture
def visits(visitor: Visitor) -> list[Visit]:
    found = list(pages(make_world()))
    assert len(found) >= FEWEST_PAGES
    return found


def test_every_page_is_accessible(visitor: Visitor, visits: list[Visit]) -> None:
    for visit, combination in zip(visits, itertools.cycle(COMBINATIONS), strict=False):
        visitor.see(visit, combination)
    assert not visitor.faults, "\n".join(visitor.faults)


@pytest.mark.slow
def test_every_page_is_accessible_in_every_width_language_and_theme(visitor: Visitor, visits: list[Visit]) -> None:
    for visit, combination in itertools.product(visits, COMBINATIONS):
        visitor.see(visit, combination)
    assert not visitor.faults, "\n".join(visitor.faults)


def test_axe_sees_what_is_wrong(chromium_browser) -> None:
    """Or a walk that finds nothing would look the same."""
    page = chromium_browser.new_page()
    page.set_content("<!doctype html><html><body><img src='data:,'><p>Sem título nem língua</p></body></html>")
    assert {"image-alt", "html-has-lang"} <= {fault.split(": ")[0].split()[-1] for fault in faults_of(page)}
    page.close()
