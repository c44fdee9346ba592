"""Numbers as people and spreadsheets write them: decimal comma or point, thousands or none."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _

SPACES = " \u00a0\u2009\u202f"
MISSING = frozenset({"", "NA", "N/A", "n/a", "NULL", "null", "#N/A"})
LARGEST_DIGITS = 18
EXAMPLES = {",": "1794,34", ".": "1794.34"}

_NOT_A_NUMBER = re.compile(r"[+-]?(nan|NaN|NAN)")
_INFINITE = re.compile(r"[+-]?(inf|infinity|∞)", re.IGNORECASE)
_SPREADSHEET_ERROR = re.compile(r"#[A-Z0-9/]+[!?]?")


def other_mark(decimal: str) -> str:
    return "." if decimal == "," else ","


def number_pattern(decimal: str) -> str:
    """A whole cell that is a number; groups of three only where thousands are really grouped."""
    mark, thousands = re.escape(decimal), f"[{re.escape(other_mark(decimal))}'{SPACES}]"
    return rf"^[+-]?(?:\d{{1,3}}(?:{thousands}\d{{3}})+|\d+)(?:{mark}\d+)?(?:[eE][+-]?\d{{1,3}})?$"


def integer_pattern(decimal: str) -> str:
    mark, thousands = re.escape(decimal), f"[{re.escape(other_mark(decimal))}'{SPACES}]"
    return rf"^[+-]?(?:\d{{1,3}}(?:{thousands}\d{{3}}){{1,5}}|\d{{1,{LARGEST_DIGITS}}})(?:{mark}0+)?$"


def plain_digits(text: pa.Array, decimal: str) -> pa.Array:
    """The same numbers as a program writes them: no thousands, no plus, a point."""
    text = pc.replace_substring_regex(text, rf"^\+|[{re.escape(other_mark(decimal))}'{SPACES}]", "")
    return text if decimal == "." else pc.replace_substring(text, ",", ".")


def explain_number(text: str, decimal: str, *, whole: bool) -> tuple[str, str, str]:
    """Code, message and cure for a cell that is no number."""
    if _NOT_A_NUMBER.fullmatch(text):
        return "nan", _("This says “not a number”."), _("Leave the cell empty where there is no value.")
    if _INFINITE.fullmatch(text):
        return "infinite", _("An infinite value cannot be counted."), _("Correct it, or leave the cell empty.")
    if _SPREADSHEET_ERROR.fullmatch(text):
        return "formula-error", _("A spreadsheet formula failed here."), _("Correct it in the spreadsheet.")
    if whole and re.fullmatch(number_pattern(decimal), text):
        return (
            "not-whole",
            _("A whole number of at most {digits} digits is expected here.").format(digits=LARGEST_DIGITS),
            _("Correct it, or read the column as a number with decimals."),
        )
    if re.fullmatch(number_pattern(other_mark(decimal)), text):
        return (
            "decimal-mark",
            _("This uses “{used}” as the decimal mark and the rest of the file uses “{expected}”.").format(
                used=other_mark(decimal), expected=decimal
            ),
            _("Write it as {example}, or choose the other decimal mark for the file.").format(
                example=EXAMPLES[decimal]
            ),
        )
    return (
        "not-a-number",
        _("This is not a number."),
        _("Write only the number, such as {example}, without units or notes.").format(example=EXAMPLES[decimal]),
    )


def decimal_of(cells: Iterable[str]) -> tuple[str, bool]:
    """The decimal mark the cells show, or an empty text; and whether a cell could be read either way."""
    votes = {",": 0, ".": 0}
    either_way = False
    for cell in cells:
        text = cell.strip()
        readable = [mark for mark in ",." if re.fullmatch(number_pattern(mark), text)]
        if len(readable) == 1 and ("," in text or "." in text):
            votes[readable[0]] += 1
        elif len(readable) > 1 and ("," in text or "." in text):
            either_way = True
    if votes[","] == votes["."]:
        return "", either_way
    return max(votes, key=lambda mark: votes[mark]), either_way
