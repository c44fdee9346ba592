"""The menus of the frame: what the rooms announce, as far as this reader may open it."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from labx.core import policy
from labx.core.actors import ANONYMOUS
from labx.core.pages.entries import Link
from labx.core.rooms import MenuEntry, rooms

# What keeps the house running stands in the account's menu, out of the way of the work.
HOUSEKEEPING = frozenset({"core", "people"})


def links(request: HttpRequest, entries: Iterable[MenuEntry]) -> list[Link]:
    actor = getattr(request, "actor", ANONYMOUS)
    found = [(str(entry.label), reverse(entry.url_name)) for entry in entries if policy.allows(actor, entry.permission)]
    return [Link(label, url, current=request.path.startswith(url)) for label, url in found]


def main_menu(request: HttpRequest) -> list[Link]:
    """Projects first, then the rooms, then the people they work with."""
    shown = sorted(
        (room for room in rooms() if room.name not in HOUSEKEEPING), key=lambda room: room.part_of == "people"
    )
    return links(request, [entry for room in shown for entry in room.menu])


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
    return links(request, [entry for room in rooms() if room.name in HOUSEKEEPING for entry in room.menu])
