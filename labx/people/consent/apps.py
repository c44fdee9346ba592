"""What each person agreed to, and what they took back."""

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "labx.people.consent"
    label = "consent"

    def ready(self) -> None:
        from labx.core import rooms, withheld
        from labx.people.consent import ledger, room

        rooms.announce(room.ROOM)
        withheld.withheld_from(ledger.nobody_withdraws)
