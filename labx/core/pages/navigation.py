"""The menus of the frame: what the rooms announce, as far as this reader may open it."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actors import ANONYMOUS
from labx.core.pages.entries import Link, MenuGroup
from labx.core.rooms import MenuEntry, Room, rooms

# What keeps the house running stands in the account's menu, out of the way of the work.
HOUSEKEEPING = frozenset({"core", "people"})
FAMILIES = frozenset({"portfolio", "people"})  # parts of a room stand with the rooms
FEW = 6


def links(request: HttpRequest, entries: Iterable[MenuEntry]) -> list[Link]:
    actor = getattr(request, "actor", ANONYMOUS)
    found = [(str(entry.label), reverse(entry.url_name)) for entry in entries if policy.allows(actor, entry.permission)]
    return [Link(label, url, current=request.path.startswith(url)) for label, url in found]


def main_menu(request: HttpRequest) -> list[MenuGroup]:
    """Everything in a row while it is little; else the parts of the portfolio, the rooms and the people in groups."""
    shown = [room for room in rooms() if room.name not in HOUSEKEEPING]
    families = {
        "": [room for room in shown if room.name == "portfolio"],
        _("Portfolio"): [room for room in shown if room.part_of == "portfolio"],
        _("Rooms"): [room for room in shown if room.part_of not in FAMILIES and room.name != "portfolio"],
        _("People"): [room for room in shown if room.part_of == "people"],
    }
    found = {title: links(request, entries_of(family)) for title, family in families.items()}
    all_links = [link for family in found.values() for link in family]
    if len(all_links) <= FEW:
        return [MenuGroup("", (link,)) for link in all_links]
    return [MenuGroup(title if len(family) > 1 else "", tuple(family)) for title, family in found.items() if family]


def entries_of(family: list[Room]) -> list[MenuEntry]:
    return [entry for room in family for entry in room.menu if not entry.is_own]


def project_menu(request: HttpRequest, project: Any) -> list[Link]:
    """The pages about one project that this reader may open."""
    pages = [page for room in rooms() for page in room.project_pages]
    found = [
        (str(page.label), reverse(page.url_name, args=[project.slug]))
        for page in pages
        if policy.allows(request.actor, page.permission, project)
    ]
    return [Link(label, url, current=request.path == url) for label, url in found]


def account_menu(request: HttpRequest) -> list[Link]:
    entries = [entry for room in rooms() for entry in room.menu if entry.is_own or room.name in HOUSEKEEPING]
    return links(request, entries)
