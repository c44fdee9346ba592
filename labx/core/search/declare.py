"""How a room declares what can be searched."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet


@dataclass(frozen=True)
class SearchEntry:
    """A record as search shows it. `is_public`: found by everyone, signed in or not; only from `public_from` on."""

    title: str
    text: str
    url: str
    project_id: UUID | None = None
    owner_id: UUID | None = None
    is_public: bool = False
    public_from: datetime | None = None


@dataclass(frozen=True)
class Search:
    """One kind of record. Whoever may `permission` finds what is not public; `records` are the ones to be found."""

    kind: str
    title: Any
    permission: str
    records: Callable[[], QuerySet]
    entry: Callable[[Any], SearchEntry]

    @property
    def room(self) -> str:
        return self.kind.partition(".")[0]


def searches() -> dict[str, Search]:
    from labx.core.rooms import rooms

    return {search.kind: search for room in rooms() for search in room.searches}


def search_of(record: Model) -> Search:
    for search in searches().values():
        if search.records().model is type(record):
            return search
    raise LookupError(f"No room declares a Search for {record._meta.label}. Add it to Room.searches.")
