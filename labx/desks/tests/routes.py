"""Addresses of the desks for the walk of every route."""

from typing import Any


def prepare(world: Any) -> None:
    """Desks are packs: there is nothing to make."""


NAMES = (
    *("desks:desk", "desks:arrive", "desks:review", "desks:procedures", "desks:embed"),
    *("api:see_desk", "api:make_plan", "api:cpsv_turtle", "api:cpsv_json_ld"),
)
EXAMPLES = {name: lambda world: [{"name": "bereavement-pt"}] for name in NAMES}
EXAMPLES["desks:procedure"] = lambda world: [{"name": "bereavement-pt", "procedure": "p07-register-the-death"}]
