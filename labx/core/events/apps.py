"""The event log: everything that is ever counted."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "labx.core.events"
    label = "events"
