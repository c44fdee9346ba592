"""Addresses of counters for the walk of every route."""

from typing import Any

from labx.core.actors import system
from labx.desks.counter.actions import posts
from labx.desks.counter.tests.receiving import appointment_of, case_of, counter_called

MARK = "marca-do-atendimento"


def prepare(world: Any) -> dict[str, Any]:
    """A counter with the one who works there in the demonstration, and the administrator as its head."""
    counter = counter_called()
    for who, is_head in (("counter_staff", False), ("administrator", True)):
        posts.begin_post(by=system("test"), counter=counter, email=world.people[who].email, is_head=is_head)
        world.people[who].refresh_from_db()
    keeper = world.people["counter_staff"]
    return {
        "counter": counter,
        "post": counter.posts.first(),
        "case": case_of(keeper, counter, notes={"p04-funeral-agency": MARK}),
        "appointment": appointment_of(keeper, counter, contact=MARK),
    }


def counter_address(world: Any) -> list[dict[str, Any]]:
    return [{"code": world.made["counter"]["counter"].code}]


EXAMPLES = {
    **{
        f"counter:{name}": counter_address
        for name in ("counter", "edit", "hours", "begin_post", "looks", "book", "begin")
    },
    "counter:end_post": lambda world: [{"post": world.made["counter"]["post"].pk}],
    "counter:appointment": lambda world: [{"code": world.made["counter"]["appointment"].code}],
    "counter:case": lambda world: [{"code": world.made["counter"]["case"].code}],
}
