"""{% load audit %}{% history record %}: what was done to a record, at the foot of its page."""

from typing import Any

from django.db.models import Model
from django.template import Library

from labx.core.audit import queries

register = Library()


@register.inclusion_tag("audit/history.html")
def history(record: Model) -> dict[str, Any]:
    return {"moments": queries.history(record)}
