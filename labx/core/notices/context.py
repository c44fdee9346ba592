"""What the header of every page knows of the reader's notices."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from labx.core.notices.queries import unread_count


def notices(request: HttpRequest) -> dict[str, Any]:
    """Counted only where a template asks."""
    actor = getattr(request, "actor", None)
    return {"unread_notices": SimpleLazyObject(lambda: unread_count(actor.id) if actor and actor.is_known else 0)}
