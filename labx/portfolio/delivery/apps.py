"""Blockers, handover and follow-up."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "labx.portfolio.delivery"
    label = "delivery"

    def ready(self) -> None:
        from labx.core import rooms
        from labx.portfolio.delivery import room

        rooms.announce(room.ROOM)
