"""Whether a page may offer to book an appointment."""

from django.template import Library

from labx.desks.counter import queries

register = Library()


@register.simple_tag
def someone_takes_bookings() -> bool:
    return queries.bookable().exists()
