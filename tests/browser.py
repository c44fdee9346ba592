"""Chromium for browser tests: fixtures, and what happens where there is none."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

if TYPE_CHECKING:  # what runs without a browser needs none of it
    from playwright.sync_api import BrowserContext, Page

    from labx.people.models import Account

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")  # the first is the quickest
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
POLICY = "Content Security Policy"
# Of what axe says, only the faults leave the browser: all of it would be a megabyte a page.
ASK_AXE = """axe.run({resultTypes: ["violations"]}).then(
    told => told.violations.map(fault => `${fault.id}: ${fault.nodes[0].html.slice(0, 200)}`))"""
MISSING = "no Chromium on this machine"


def chromium() -> str | None:
    return os.environ.get("LABX_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    put_long_ones_first(items)
    if chromium():
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=MISSING))


def put_long_ones_first(items: list[pytest.Item]) -> None:
    """Or one worker would end alone with them. Before them stay the tests whose database nobody empties."""
    first = next((place for place, item in enumerate(items) if empties_the_database(item)), len(items))
    items[first:] = sorted(items[first:], key=lambda item: not is_long(item))


def empties_the_database(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    return mark is not None and mark.kwargs.get("transaction", False)


def is_long(item: pytest.Item) -> bool:
    return item.get_closest_marker("browser") is not None or "torture" in item.nodeid


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if MISSING in str(report.longrepr)]
    if skipped:
        terminalreporter.write_line(
            f"{len(skipped)} browser tests were skipped: {MISSING}. Install it (apt-get install "
            "chromium-headless-shell) or set LABX_CHROMIUM to its path."
        )


@pytest.fixture
def own_loop() -> Iterator[None]:
    """The thread as it is without a browser: Playwright leaves its event loop marked as running there."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)


@pytest.fixture(scope="session")
def chromium_browser() -> Iterator:
    """One Chromium for the run; a test asks for `page`, or makes contexts of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Playwright runs an event loop in this thread, in which Django would refuse its database.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def window(chromium_browser, live_server) -> Iterator[Callable[..., Page]]:
    """`window(account, **wishes)` opens an empty phone on this server; what `listen` hears fails the test."""
    faults: list[str] = []
    opened = []

    def open_window(account: Account | None = None, **wishes: Any) -> Page:
        context = chromium_browser.new_context(**{"base_url": live_server.url, "viewport": PHONE, **wishes})
        opened.append(context)
        listen(context, live_server.url, faults)
        if account:
            client = Client()
            client.force_login(account)
            carry(client, context, live_server.url)
        return context.new_page()

    yield open_window
    for context in opened:
        context.close()
    assert not faults


@pytest.fixture
def page(window) -> Page:
    """An empty Portuguese window on a desk."""
    return window(locale="pt-PT", viewport=DESKTOP)


def listen(context: BrowserContext, home: str, faults: list[str]) -> None:
    """Note every request to another host, every error in a page, everything its policy forbade."""
    context.on("request", lambda request: faults.extend(strangers(request.url, home)))
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("console", lambda message: faults.extend([message.text] if POLICY in message.text else []))


def carry(client: Client, context: BrowserContext, home: str) -> None:
    """The cookies of a test client, and with them who is signed in."""
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    context.add_cookies([{"name": name, "value": value, "url": home} for name, value in cookies.items()])


def faults_of(page: Page) -> list[str]:
    """What axe finds wrong on the page, and whether it scrolls sideways."""
    from axe_playwright_python.base import AXE_SCRIPT

    faults = page.evaluate(f"{AXE_SCRIPT};{ASK_AXE}")
    return [*(f"{page.url} {fault}" for fault in faults), *too_wide(page)]


def too_wide(page: Page) -> list[str]:
    needed, width = page.evaluate("document.documentElement.scrollWidth"), page.viewport_size["width"]
    return [f"{page.url} is {needed} px wide"] if needed > width else []


def strangers(url: str, home: str) -> list[str]:
    """The address itself, where it leads to another host."""
    parts = urlsplit(url)
    leaves = parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != urlsplit(home).netloc
    return [f"request to another host: {url}"] if leaves else []
