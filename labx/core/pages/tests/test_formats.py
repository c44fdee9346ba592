"""Numbers, money and dates in both languages."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from labx.core.pages import formats

THIN, NO_BREAK, MINUS = "\u202f", "\u00a0", "\u2212"


@pytest.mark.parametrize(
    ("value", "decimals", "portuguese", "english"),
    [
        (1794.34, 2, f"1{THIN}794,34", f"1{THIN}794.34"),
        (-8497.5, 1, f"{MINUS}8{THIN}497,5", f"{MINUS}8{THIN}497.5"),
        (2.5, 0, "3", "3"),
        (0.125, 2, "0,13", "0.13"),
        (-0.4, 0, "0", "0"),
        (1_000_000, None, f"1{THIN}000{THIN}000", f"1{THIN}000{THIN}000"),
        (Decimal("3.10"), None, "3,1", "3.1"),
        (None, 2, "—", "—"),
    ],
)
def test_numbers(value, decimals, portuguese, english):
    with translation.override("pt"):
        assert formats.number(value, decimals) == portuguese
    with translation.override("en"):
        assert formats.number(value, decimals) == english


def test_signs_are_shown_when_asked_for():
    assert formats.number(5, 0, signed=True) == "+5"
    assert formats.number(0, 0, signed=True) == "0"
    assert formats.number(-5, 0, signed=True) == f"{MINUS}5"


def test_money_stands_before_or_behind():
    with translation.override("pt"):
        assert formats.money(1794.34) == f"1{THIN}794,34{NO_BREAK}€"
    with translation.override("en"):
        assert formats.money(-1794.34, "USD", 0) == f"{MINUS}US$1{THIN}794"
        assert formats.money(1794.34, "USD", 0, signed=True) == f"+US$1{THIN}794"
        assert formats.money(None) == "—"


def test_shares_are_percentages():
    with translation.override("pt"):
        assert formats.percent(0.123, 1) == f"12,3{THIN}%"
    with translation.override("en"):
        assert formats.percent(0.123, 1) == "12.3%"
    assert formats.percent(None) == "—"


def test_months_are_lower_case_in_portuguese():
    day = datetime.date(2026, 12, 31)
    with translation.override("pt"):
        assert formats.day(day) == "31 de dezembro de 2026"
        assert formats.day(day, "SHORT_DATE_FORMAT") == "31/12/2026"
    with translation.override("en"):
        assert formats.day(day) == "31 December 2026"
    assert formats.day(None) == "—"


def test_moments_are_told_in_local_time():
    summer = datetime.datetime(2026, 7, 1, 23, 30, tzinfo=datetime.UTC)
    with timezone.override("Europe/Lisbon"), translation.override("pt"):
        assert formats.day(summer) == "2 de julho de 2026"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "abc"])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match=r"None where there is no answer"):
        formats.number(value)


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_whole_numbers_keep_every_digit(value):
    text = formats.number(value).replace(THIN, "").replace(MINUS, "-")
    assert int(text) == value
