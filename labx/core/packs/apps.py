"""Packs: content as dated, sourced, reviewed, versioned data."""

from django.apps import AppConfig


class PacksConfig(AppConfig):
    name = "labx.core.packs"
    label = "packs"
