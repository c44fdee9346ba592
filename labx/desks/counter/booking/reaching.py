"""How a person can be reached: an e-mail address among the words they left, if there is one and no other."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from labx.desks.counter import queries
from labx.desks.counter.errors import Unreadable
from labx.desks.counter.models import Appointment

WITH_AN_AT = re.compile(r"[^\s,;:<>()\[\]\"“”']+@[^\s,;:<>()\[\]\"“”']+")


def address_in(contact: str) -> str:
    """Empty where there is none, where it cannot be one, and where there are two: a person chooses then."""
    found = [one.rstrip(".") for one in WITH_AN_AT.findall(contact)]
    if len(found) != 1:
        return ""
    try:
        validate_email(found[0])
    except ValidationError:
        return ""
    return found[0]


def contact_of(row: Appointment) -> str:
    """What they left; empty too where the laboratory's key was changed since."""
    try:
        return str(queries.content_of(row).get("contact", ""))
    except Unreadable:
        return ""
