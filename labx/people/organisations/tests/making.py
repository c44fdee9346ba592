"""Organisations for tests, made by actions."""

from itertools import count
from typing import Any

from labx.people.organisations.actions import registering
from labx.people.organisations.models import Partner, PublicEntity
from labx.people.organisations.nipc import with_check_digit
from tests.people import WHO

NUMBERS = count(1)


def a_nipc() -> str:
    """Valid and new at each call."""
    return with_check_digit(f"6{next(NUMBERS):07d}")


def an_entity(name: str = "Instituto dos Registos", **words: Any) -> PublicEntity:
    words = {"nipc": a_nipc(), "level": "national", "is_another": True, **words}
    return registering.register_entity(by=WHO, name=name, **words)


def a_partner(name: str = "Associação de Moradores", **words: Any) -> Partner:
    words = {"kind": "civil_society", "is_another": True, **words}
    return registering.register_partner(by=WHO, name=name, **words)
