"""Small things that templates list: tabs, summary lines, moments of a timeline, entries of the navigation."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """An entry of the navigation or of a menu; `is_action` changes something, so it is a button that posts."""

    label: str
    url: str
    current: bool = False
    is_action: bool = False


@dataclass(frozen=True)
class MenuGroup:
    """Entries under one word; without the word they stand in the menu by themselves."""

    title: str
    links: tuple[Link, ...]

    @property
    def current(self) -> bool:
        return any(link.current for link in self.links)


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class SummaryLine:
    """A term and what it says; `url` with `action` offers to change it."""

    term: str
    text: str
    action: str = ""
    url: str = ""


@dataclass(frozen=True)
class Moment:
    """One step of a story: `state` is done, now or ahead."""

    title: str
    when: datetime.date | None = None
    text: str = ""
    state: str = "done"
    url: str = ""
    who: str = ""
