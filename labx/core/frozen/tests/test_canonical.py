"""Canonical JSON: one spelling for one value."""

import datetime
import hashlib
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.core.frozen.canonical import NotCanonical, canonical, digest

LEAVES = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text() | st.floats(-1e9, 1e9)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


def test_the_example_of_rfc_8785_section_3_2_2():
    value = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": '€$\u000f\nA\'B"\\\\"/',
        "literals": [None, True, False],
    }
    assert canonical(value).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_keys_are_sorted_by_utf_16_units_as_in_rfc_8785_section_3_2_3():
    value = {"€": 1, "\r": 2, "\ufb33": 3, "1": 4, "😀": 5, "\x80": 6, "ö": 7}
    assert list(json.loads(canonical(value))) == ["\r", "1", "\x80", "ö", "€", "😀", "\ufb33"]


def test_the_digest_is_the_sha_256_of_the_spelling():
    assert digest({"b": 1, "a": 2}) == hashlib.sha256(b'{"a":2,"b":1}').hexdigest()


@given(VALUES)
def test_a_value_read_back_and_spelled_again_is_spelled_the_same(value):
    assert canonical(json.loads(canonical(value))) == canonical(value)


@given(st.dictionaries(st.text(), LEAVES, min_size=2))
def test_the_order_of_keys_does_not_matter(value):
    assert canonical(dict(reversed(value.items()))) == canonical(value)


@pytest.mark.parametrize(
    "value, message",
    [
        ({"plan": [{"share": float("nan")}]}, r"\$\.plan\[0\]\.share: nan is no number"),
        ([1, float("-inf")], r"\$\[1\]: -inf is no number"),
        ({"n": 2**53}, r"\$\.n: 9007199254740992 is too large"),
        ({1: "a"}, r"the key 1 is not text"),
        ({"d": datetime.date(2026, 1, 2)}, r"\$\.d: a date has no place in JSON"),
        ({"d": Decimal("1.5")}, r"a Decimal has no place"),
        ({"a": "\ud83d"}, r"\$\.a: the text holds half a character"),
        ({"\ud83d": 1}, r"half a character"),
    ],
)
def test_what_has_no_spelling_is_refused_with_its_place(value, message):
    with pytest.raises(NotCanonical, match=message):
        canonical(value)


def test_the_largest_exact_integers_pass():
    assert canonical([2**53 - 1, -(2**53) + 1]) == b"[9007199254740991,-9007199254740991]"
