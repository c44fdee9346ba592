"""Texts of packs in the reader's language: {% load delivery %}."""

from typing import Any

from django.template import Library
from django.utils.translation import get_language

register = Library()


@register.filter
def in_language(texts: dict[str, Any]) -> str:
    return texts[(get_language() or "pt")[:2]]
