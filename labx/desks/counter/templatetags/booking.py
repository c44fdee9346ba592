"""Whether a page may offer to book an appointment."""

from django.db import DatabaseError
from django.template import Library

from labx.desks.counter import queries

register = Library()


@register.simple_tag
def someone_takes_bookings() -> bool:
    """A plan goes on where nothing can be asked."""
    try:
        return queries.bookable().exists()
    except DatabaseError:
        return False
