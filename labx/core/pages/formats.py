"""Numbers, money and dates as people write them in the language of the page."""

import datetime
import math
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language

MINUS = "\u2212"
NO_BREAK = "\u00a0"
NARROW = "\u202f"
NOTHING = "—"
SYMBOLS = {"EUR": "€", "USD": "US$", "GBP": "£"}


def is_portuguese() -> bool:
    return (get_language() or "").startswith("pt")


def exact(value: Any) -> Decimal:
    """The number as decimal digits; anything that is no finite number is refused."""
    try:
        decimal = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"{value!r} is not a number. Give a number, or None where there is no answer.") from None
    if not decimal.is_finite():
        raise ValueError(f"{value} cannot be shown as a number. Give None where there is no answer.")
    return decimal


def number(value: Any, decimals: int | None = None, *, signed: bool = False) -> str:
    """1 794,34 in Portuguese, 1 794.34 in English, with narrow no-break spaces and a true minus sign."""
    if value is None or value == "":
        return NOTHING
    decimal = exact(value)
    if decimals is not None:
        decimal = decimal.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    places = places_of(decimal) if decimals is None else decimals
    text = number_format(abs(decimal), decimal_pos=places, force_grouping=True)
    if decimal == 0 or decimal > 0:
        return f"+{text}" if signed and decimal > 0 else text
    return f"{MINUS}{text}"


def places_of(value: Any) -> int:
    """Decimals that the number has as it stands."""
    return max(0, -int(exact(value).normalize().as_tuple().exponent))


def money(value: Any, currency: str = "EUR", decimals: int = 2, *, signed: bool = False) -> str:
    """1 794,34 € in Portuguese, €1 794.34 in English."""
    if value is None or value == "":
        return NOTHING
    text = number(value, decimals, signed=signed)
    symbol = SYMBOLS.get(currency, currency)
    if is_portuguese():
        return f"{text}{NO_BREAK}{symbol}"
    sign = text[0] if text[0] in f"+{MINUS}" else ""
    return f"{sign}{symbol}{text.removeprefix(sign)}"


def percent(share: Any, decimals: int = 0) -> str:
    """A share of one as a percentage: 0.123 is 12,3 %."""
    if share is None or share == "":
        return NOTHING
    space = NARROW if is_portuguese() else ""
    return f"{number(exact(share) * 100, decimals)}{space}%"


def day(value: datetime.date | None, style: str = "DATE_FORMAT") -> str:
    """31 de dezembro de 2026 or 31 December 2026; months are lower case in Portuguese."""
    if value is None:
        return NOTHING
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    text = date_format(value, style)
    return text.lower() if is_portuguese() else text


def places_for(value: float) -> int:
    """Decimals that keep three meaningful digits of a measured value."""
    if value == 0 or not math.isfinite(value):
        return 0
    return max(0, 2 - math.floor(math.log10(abs(value))))
