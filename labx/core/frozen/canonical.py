"""One spelling for every value: canonical JSON (RFC 8785) and its SHA-256."""

from __future__ import annotations

import hashlib
import math
from typing import Any

import rfc8785
from django.utils.translation import gettext as _

LARGEST_EXACT_INTEGER = 2**53 - 1


class NotCanonical(ValueError):
    """A value has no canonical spelling; the message names the place in it."""


def canonical(value: Any) -> bytes:
    """The one UTF-8 spelling of a JSON value, the same in every program that follows RFC 8785."""
    _check(value, "$")
    return rfc8785.dumps(value)


def digest(value: Any) -> str:
    """SHA-256 of the canonical spelling, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _check(value: Any, place: str) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, dict):
        _check_object(value, place)
    elif isinstance(value, list | tuple):
        for position, item in enumerate(value):
            _check(item, f"{place}[{position}]")
    elif isinstance(value, str):
        _check_text(value, place)
    elif isinstance(value, int | float):
        _check_number(value, place)
    else:
        raise NotCanonical(
            _("{place}: a {kind} has no place in JSON. Write it as text first.").format(
                place=place, kind=type(value).__name__
            )
        )


def _check_object(value: dict[Any, Any], place: str) -> None:
    for key, item in value.items():
        if not isinstance(key, str):
            raise NotCanonical(_("{place}: the key {key!r} is not text.").format(place=place, key=key))
        _check_text(key, place)
        _check(item, f"{place}.{key}")


def _check_text(text: str, place: str) -> None:
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise NotCanonical(_("{place}: the text holds half a character. Type it again.").format(place=place))


def _check_number(value: int | float, place: str) -> None:
    if isinstance(value, int):
        if abs(value) > LARGEST_EXACT_INTEGER:
            raise NotCanonical(
                _("{place}: {value} is too large for an exact JSON number. Write it as text.").format(
                    place=place, value=value
                )
            )
    elif not math.isfinite(value):
        raise NotCanonical(
            _("{place}: {value} is no number. Leave it empty (null) and say why there is no answer.").format(
                place=place, value=value
            )
        )
