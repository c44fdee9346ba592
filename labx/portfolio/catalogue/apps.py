"""What others can find, read and take: public register, feeds and exports."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "labx.portfolio.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from labx.core import rooms
        from labx.portfolio.catalogue import room

        rooms.announce(room.ROOM)
