"""How a room announces itself to the house; nothing lower ever imports a room."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from labx.core import policy


@dataclass(frozen=True)
class MenuEntry:
    label: str
    url_name: str
    permission: str
    is_own: bool = False  # about the reader's own things: stands in the menu of the account


@dataclass(frozen=True)
class Reference:
    """A thing in a room, named without importing it: kind, id, and the hash of its content when it was cited."""

    room: str
    kind: str
    id: UUID
    digest: str = ""


@dataclass(frozen=True)
class Opened:
    """What a reference opens into: words for a link, and the hash of the content as it is now."""

    title: str
    url: str
    digest: str = ""
    sentence: str = ""  # the finding, in the reader's language
    card: Any = None  # the number with how we know it, in the reader's language


@dataclass(frozen=True)
class Part:
    """A piece of a page that a room draws on another room's page: its template and what that needs."""

    template: str
    context: dict[str, Any]


@dataclass(frozen=True)
class Hold:
    """What should be there before a protocol is frozen, and where to mend it; a blocking one stops the freezing."""

    text: str
    url: str
    is_blocking: bool


@dataclass(frozen=True)
class OpenData:
    """Rows of a published project that anyone may take; `url` is a path of this site."""

    id: UUID
    title: str
    description: str
    url: str
    media_type: str
    source: str
    licence: str
    issued: datetime
    first_day: date
    last_day: date


@dataclass(frozen=True)
class ProjectPage:
    """A page about one project, found from every page of that project; its address takes the project's slug."""

    label: str
    url_name: str
    permission: str


@dataclass(frozen=True)
class Room:
    """Everything the house knows of a room. Names in `api` and `commands` are dotted paths, loaded when needed."""

    name: str
    title: str
    part_of: str = ""  # people and portfolio are made of several applications, each announced by itself
    summary: str = ""
    urls: str = ""
    menu: tuple[MenuEntry, ...] = ()
    permissions: tuple[policy.Permission, ...] = ()
    deeds: Mapping[str, Any] = field(default_factory=dict)  # audited actions in words
    event_types: tuple[Any, ...] = ()
    measures: tuple[Any, ...] = ()
    searches: tuple[Any, ...] = ()
    notices: tuple[Any, ...] = ()
    personal_data: tuple[Any, ...] = ()
    pack_schemas: tuple[Any, ...] = ()
    plan_schema: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    api: str = ""
    commands: str = ""
    demo: str = ""  # load(progress, *, by): the room's demonstration, whole or not at all, once
    logins: str = ""  # who may sign in to the demonstration: a list of things with email, password, role_title
    gallery: str = ""  # fill(folder): published studies into files, read from the packages that ship them
    plan_url: str = ""  # name of the page that begins a protocol for this room, given the project's slug
    plan_label: str = ""
    plan_template: str = ""  # how a plan of this room is read; gets `plan`
    doors: Callable[[Any, Any], list[Any]] | None = None  # (protocol, actor): what this room offers to do with it
    project_pages: tuple[ProjectPage, ...] = ()
    holds: Callable[[Any], list[Hold]] | None = None  # (protocol): what is missing before it may be frozen
    waiting: Callable[[Any], list[Any]] | None = None  # (actor): links to what waits for this person, for the desk
    story: Callable[[Any], list[Any]] | None = None  # (project): its moments in this room
    public_parts: Callable[[Any], list[Part]] | None = None  # (project): what its public page shows of this room
    open_data: Callable[[Any], list[OpenData]] | None = None  # (project): rows that its public page may give away
    openers: tuple[tuple[str, Callable[[UUID], Opened | None]], ...] = ()


_rooms: dict[str, Room] = {}


def announce(room: Room) -> None:
    if room.name in _rooms:
        raise ValueError(f"Two rooms call themselves {room.name!r}.")
    _rooms[room.name] = room
    policy.declare(room.permissions)


def rooms() -> tuple[Room, ...]:
    return tuple(_rooms.values())


def room(name: str) -> Room | None:
    """The room, or nothing where it is switched off."""
    return _rooms.get(name)


def holds_of(protocol: Any) -> list[Hold]:
    """What every room misses before this protocol is frozen."""
    return [hold for one in rooms() if one.holds for hold in one.holds(protocol)]


def open_reference(reference: Reference) -> Opened | None:
    """What the reference points to, or nothing where its room is switched off or the thing is gone."""
    home = room(reference.room)
    opener = dict(home.openers).get(reference.kind) if home else None
    return opener(reference.id) if opener else None
