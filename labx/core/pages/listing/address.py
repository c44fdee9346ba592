"""The state of a list, read from the address and written back into it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

ORDER, PAGE, SEARCH, FORMAT = "ordem", "pagina", "procura", "formato"
LONGEST_SEARCH = 200


def clean(text: str) -> str:
    """Typed words without the characters no database takes, and no longer than anyone would type."""
    return "".join(letter for letter in text if letter.isprintable()).strip()[:LONGEST_SEARCH]


@dataclass(frozen=True)
class Address:
    """The parameters of one list among those of its page."""

    query: QueryDict
    prefix: str = ""

    def read(self, name: str) -> str:
        return clean(self.query.get(self.prefix + name, ""))

    def number(self, name: str) -> int:
        text = self.read(name)
        return int(text) if text.isdecimal() and len(text) < 10 else 1

    def having(self, **changes: str) -> str:
        """The same address with some parameters changed; an empty one goes. A change of anything goes to page 1."""
        named = {self.prefix + name: value for name, value in changes.items()}
        dropped = {self.prefix + PAGE, self.prefix + FORMAT, *named}
        kept = [(key, value) for key, values in self.query.lists() for value in values if key not in dropped]
        return "?" + urlencode(kept + [(key, value) for key, value in named.items() if value])

    def others(self, own: Iterable[str]) -> list[tuple[str, str]]:
        """Parameters that belong to other lists of the page, to be carried along by this one's filter form."""
        mine = {self.prefix + name for name in own}
        return [(key, value) for key, values in self.query.lists() for value in values if key not in mine]
