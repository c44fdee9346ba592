"""The demonstration."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "labx.core.demo"
    label = "demo"
