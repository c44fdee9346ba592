"""Loading the demonstration, room by room."""

from typing import Any

from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from labx.core.actors import Actor
from labx.core.jobs.declare import job
from labx.core.rooms import Room, rooms


def demo_rooms() -> list[Room]:
    return [room for room in rooms() if room.demo]


@job("core.load_demo", title=_("Loading the demonstration"), permission="core.load_demo")
def load_demo(progress: Any, *, by: Actor) -> dict[str, Any]:
    """Each room's demonstration in turn; each is whole or absent, so that a second run mends what a crash left."""
    todo = demo_rooms()
    for number, room in enumerate(todo):
        progress.say(done=number, total=len(todo), message=room.title)
        import_string(room.demo)(progress, by=by)
    progress.say(done=len(todo), total=len(todo))
    return {"rooms": [room.name for room in todo]}
