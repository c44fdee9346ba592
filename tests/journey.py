"""People at their work in a browser: what the journeys share."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone
from playwright.sync_api import BrowserContext, Locator, Page
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from labx.people.models import Account
from labx.people.organisations.districts import DISTRICTS
from tests.browser import DESKTOP, PHONE, faults_of, listen, too_wide
from tests.keyboard import Keyboard
from tests.people import PASSWORD
from tests.pictures import keep

LETTERS = re.compile(r"[^\W\d_]")
DIGEST = re.compile(r"\b[0-9a-f]{16,64}\b")
FEWEST_LETTERS = 8
PATIENCE = 10_000


class Mouse:
    """Finds things by the words that name them, as whoever looks at the page would."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def follow(self, name: str) -> None:
        self.go(self.page.get_by_role("link", name=name, exact=True).first)

    def press(self, name: str) -> None:
        self.go(self.page.get_by_role("button", name=name, exact=True).first)

    def reach(self, wanted: Locator) -> None:
        wanted.focus()

    def hand_in(self, label: str, file: Path) -> None:
        self.page.get_by_label(label).first.set_input_files(file)

    def go(self, wanted: Locator) -> None:
        with self.page.expect_navigation():
            wanted.click()

    def open(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label).first.fill(text)

    def tick(self, label: str) -> None:
        self.page.get_by_label(label).first.check()

    def pick(self, group: str, label: str) -> None:
        self.page.get_by_role("group", name=group).first.get_by_role("radio", name=label).first.check()

    def choose(self, label: str, option: str) -> None:
        self.page.get_by_role("combobox", name=label).first.select_option(label=option)


class Person:
    """Somebody with a window of their own, and a second one in which every page they see is seen in English."""

    def __init__(self, cast: "Cast", context: BrowserContext, uses_keyboard: bool) -> None:
        self.cast, self.context = cast, context
        self.page, self.twin = context.new_page(), context.new_page()
        hands = Keyboard(self.page) if uses_keyboard else Mouse(self.page)
        self.follow, self.press, self.go, self.open = hands.follow, hands.press, hands.go, hands.open
        self.tick, self.pick, self.choose, self.put = hands.tick, hands.pick, hands.choose, hands.write
        self.reach, self.hand_in = hands.reach, hands.hand_in

    def write(self, label: str, text: str) -> None:
        self.cast.said.add(text)
        self.put(label, text)

    def fill(self, texts: dict[str, str]) -> None:
        for label, text in texts.items():
            self.write(label, text)

    def menu(self, group: str, entry: str) -> None:
        """An entry of the main menu, in the group that has it."""
        self.reach(self.page.get_by_role("banner").locator("summary", has_text=group))
        self.page.keyboard.press("Enter")
        self.follow(entry)

    def visit(self, address: str) -> None:
        assert self.page.goto(address).status == 200, address

    def is_refused(self, address: str) -> bool:
        """Not found, not allowed, or asked to sign in first."""
        answer = self.context.request.get(address, max_redirects=0)
        return answer.status in {403, 404} or "/conta/entrar/" in answer.headers.get("location", "")

    def enter(self, account: Account) -> None:
        self.visit("/")
        self.follow("Entrar")
        self.write("E-mail", account.email)
        self.write("Palavra-passe", PASSWORD)
        self.go(self.page.get_by_role("main").get_by_role("button", name="Entrar", exact=True))

    def reads(self, *texts: str) -> None:
        shown = plain(self.page.inner_text("body"))
        missing = [text for text in texts if text not in shown]
        assert not missing, f"{self.page.url} does not say {missing}:\n{shown}"

    def does_not_read(self, *texts: str) -> None:
        shown = plain(self.page.inner_text("body"))
        found = [text for text in texts if text in shown]
        assert not found, f"{self.page.url} says {found}"

    def see(self, picture: str = "") -> None:
        """Everyone can use this page, in both languages; `make pictures` keeps a picture of it."""
        if picture:
            keep(self.page, picture)
        self.speak("en")
        self.twin.goto(self.page.url)
        self.speak("pt")
        faults = [*faults_of(self.page), *too_wide(self.twin)]
        self.cast.faults += [f"{self.page.url} {fault}" for fault in faults]
        self.cast.faults += [f"{self.page.url} has untranslated: {line}" for line in self.same_in_both()]

    def speak(self, language: str) -> None:
        name = settings.LANGUAGE_COOKIE_NAME
        self.context.add_cookies([{"name": name, "value": language, "url": self.cast.home}])

    def same_in_both(self) -> list[str]:
        """Words of the house that stand in one language on the pages of both; what people wrote is theirs."""
        assert self.twin.get_attribute("html", "lang").startswith("en")
        both = set(lines(self.page)) & set(lines(self.twin))
        return sorted(
            line for line in both if len(LETTERS.findall(self.cast.without_what_was_said(line))) > FEWEST_LETTERS
        )


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def day(before: int) -> str:
    """So many days ago, as people here write a date."""
    return (timezone.localdate() - timedelta(days=before)).strftime("%d/%m/%Y")


def lines(page: Page) -> Iterator[str]:
    return (plain(line).strip() for line in page.inner_text("main").splitlines())


class Cast:
    """Everyone in a journey: what they said, and what went wrong on their pages."""

    def __init__(self, browser, home: str) -> None:
        self.browser, self.home = browser, home
        self.said: set[str] = {name for _code, name in DISTRICTS}  # names of places are everyone's
        self.faults: list[str] = []
        self.contexts: list[BrowserContext] = []
        self.delivered: set[int] = set()

    def somebody(self, *, on_a_phone: bool = False, uses_keyboard: bool = False) -> Person:
        context = self.browser.new_context(
            base_url=self.home, locale="pt-PT", viewport=PHONE if on_a_phone else DESKTOP, reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE)
        listen(context, self.home, self.faults)
        self.contexts.append(context)
        return Person(self, context, uses_keyboard)

    def with_account(self, account: Account, **how: bool) -> Person:
        self.said |= {account.name, account.email}
        person = self.somebody(**how)
        person.enter(account)
        return person

    def deliver(self, task: str) -> str:
        """The worker's turn: every letter of this kind is sent, once, in turn; what they all say."""
        sent_before = len(mail.outbox)
        for job in ProcrastinateJob.objects.filter(task_name=task).exclude(id__in=self.delivered).order_by("id"):
            app.tasks[task].func(**job.args)
            self.delivered.add(job.id)
        return "\n".join(letter.body for letter in mail.outbox[sent_before:])

    def without_what_was_said(self, line: str) -> str:
        """A picture breaks long words into lines: a piece of what was said was said too. Digests are of no language."""
        said = sorted(map(plain, self.said), key=len, reverse=True)
        if any(line in text for text in said):
            return ""
        line = DIGEST.sub("", line)
        for text in said:
            line = line.replace(text, "")
        return line


@pytest.fixture(name="cast")
def whole_cast(chromium_browser, live_server) -> Iterator[Cast]:
    everyone = Cast(chromium_browser, live_server.url)
    yield everyone
    for context in everyone.contexts:
        context.close()
    assert not everyone.faults, "\n".join(everyone.faults)
