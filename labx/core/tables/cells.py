"""One cell of an exported table: what it becomes as text, and how a formula is made harmless."""

from __future__ import annotations

import datetime
import json
import math
import re
from decimal import Decimal
from typing import Any

from django.utils import timezone

FORMULA_STARTS = frozenset("=+-@＝＋－＠")
INVISIBLE_STARTS = frozenset("\t\r\n")
PLAIN_NEGATIVE = re.compile(r"-\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?")
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
EXACT_FLOAT_INTEGER = 10**15


class UnwritableCell(ValueError):
    """A value that no table can hold honestly."""


def check_number(value: float | Decimal, column: str, row: int) -> None:
    if not math.isfinite(value):
        raise UnwritableCell(
            f"Row {row}, column “{column}”: {value} is not a number that can be exported. "
            "Give an empty cell (None) where there is no answer."
        )


def could_run(text: str) -> bool:
    """Would a spreadsheet that opens this text take it for a formula?"""
    if not text or PLAIN_NEGATIVE.fullmatch(text):
        return False
    return text[0] in INVISIBLE_STARTS or text.lstrip()[:1] in FORMULA_STARTS


def readable_text(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list | tuple) else str(value)
    return CONTROL_CHARACTERS.sub("\ufffd", text)


def harmless_text(value: Any) -> str:
    """The text with an apostrophe before anything a spreadsheet would run."""
    text = readable_text(value)
    return f"'{text}" if could_run(text) else text


def number_text(value: int | float | Decimal, decimal: str) -> str:
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return text.replace(".", decimal)


def csv_text(value: Any, *, decimal: str, column: str, row: int) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        check_number(value, column, row)
        return number_text(value, decimal)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return harmless_text(value)


def json_value(value: Any, column: str, row: int) -> Any:
    """Numbers stay numbers as long as nothing of them is lost."""
    if value is None or isinstance(value, bool | str | int):
        return value
    if isinstance(value, float | Decimal):
        check_number(value, column, row)
        nearest = float(value)
        return nearest if Decimal(repr(nearest)) == value or isinstance(value, float) else str(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): json_value(item, column, row) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [json_value(item, column, row) for item in value]
    return str(value)


def xlsx_value(value: Any, column: str, row: int) -> Any:
    """What openpyxl may store; numbers a spreadsheet would round become text."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) >= EXACT_FLOAT_INTEGER:
        return str(value)
    if isinstance(value, int | float | Decimal):
        check_number(value, column, row)
        return value
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        return timezone.make_naive(value)
    if isinstance(value, datetime.date | datetime.time):
        return value
    return readable_text(value)
