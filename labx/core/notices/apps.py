"""Notices: what happened that concerns you, in the page and by e-mail."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "labx.core.notices"
    label = "notices"
