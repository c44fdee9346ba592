"""The page components as an application: templates, tags, style sheets, icons."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "labx.core.pages"
    label = "pages"
