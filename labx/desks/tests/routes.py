"""Addresses of the desks for the walk of every route."""

from typing import Any


def prepare(world: Any) -> None:
    """Desks are packs: there is nothing to make."""


EXAMPLES = {
    "desks:desk": lambda world: [{"name": "bereavement-pt"}],
    "desks:review": lambda world: [{"name": "bereavement-pt"}],
}
