"""The API: one description, the same permissions as the pages."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "labx.core.api"
    label = "api"
