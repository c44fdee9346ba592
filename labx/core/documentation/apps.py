"""The documentation under /docs."""

from django.apps import AppConfig


class DocumentationConfig(AppConfig):
    name = "labx.core.documentation"
    label = "documentation"
