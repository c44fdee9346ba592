"""Cases kept with a code and a PIN, parts shared, reminders."""

from django.apps import AppConfig


class SavedConfig(AppConfig):
    name = "labx.desks.saved"
    label = "saved"

    def ready(self) -> None:
        from labx.core import rooms
        from labx.desks import views
        from labx.desks.saved import reminder_steps, room, share_steps, steps

        rooms.announce(room.ROOM)
        for module in (steps, share_steps, reminder_steps):
            views.STEPS.update(module.STEPS)
            views.HERE.update(module.HERE)
