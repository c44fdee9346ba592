"""Measures: definitions over the event log, and their values kept up to date."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "labx.core.measures"
    label = "measures"
