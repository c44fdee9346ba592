"""Search over everything the reader may see."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "labx.core.search"
    label = "search"
