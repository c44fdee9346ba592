"""Addresses of the desks for the walk of every route."""

from typing import Any


def prepare(world: Any) -> None:
    """Desks are packs: there is nothing to make."""


NAMES = ("desks:desk", "desks:review", "api:see_desk", "api:make_plan")
EXAMPLES = {name: lambda world: [{"name": "bereavement-pt"}] for name in NAMES}
