"""Requests of data subjects, erasure, retention, records of processing."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "labx.people.rights"
    label = "rights"

    def ready(self) -> None:
        from labx.core import rooms
        from labx.core.backup.again import after_restore
        from labx.people.rights import room

        rooms.announce(room.ROOM)
        after_restore(erase_again)


def erase_again() -> str:
    from labx.people.rights.replay import replay

    told = replay()
    return f"Register of erasures: {told.people} people erased again, {told.rows} rows."
