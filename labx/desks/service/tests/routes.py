"""Addresses of the figures of desks for the walk of every route: one desk shows them to everyone."""

from typing import Any

from labx.core.actors import system
from labx.desks import queries
from labx.desks.service import actions


def prepare(world: Any) -> None:
    actions.publish(by=system("test"), pack=queries.find("bereavement-pt"))


EXAMPLES = {
    f"service:{name}": lambda world: [{"name": "bereavement-pt"}]
    for name in ("desk", "publication", "assumptions", "public")
}
