"""Codes carry 80 random bits and are read however they are typed; easy PINs are refused."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.desks.saved import boxes
from labx.desks.saved.codes import ALPHABET, LENGTH, in_groups, new_code, pin_problem, read_code


def test_a_code_has_eighty_bits_of_signs_that_nobody_confuses():
    assert len(set(ALPHABET)) == len(ALPHABET) == 2**5 and LENGTH * 5 >= 80
    assert not set("01IO") & set(ALPHABET)
    codes = {new_code() for _ in range(2000)}
    assert len(codes) == 2000 and set("".join(codes)) == set(ALPHABET)
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", in_groups(codes.pop()))


@given(st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH))
def test_small_letters_spaces_and_hyphens_make_no_difference(code):
    for typed in (code, code.lower(), in_groups(code), f"  {in_groups(code).lower()} ", " ".join(code), "–".join(code)):
        assert read_code(typed) == code


@pytest.mark.parametrize(
    "pin",
    ["", "12345", "1234567890123", "12 345 6", "abcdef", "١٢٣٤٥٦", "111111", "121212", "123123", "12341234", "100200"],
)
def test_pins_that_are_none_or_repeat_are_refused(pin):
    assert pin_problem(pin)


@pytest.mark.parametrize(
    "pin",
    ["123456", "345678", "987654", "890123", "654321"],
)
def test_digits_that_follow_each_other_are_no_pin(pin):
    assert pin_problem(pin)


def test_a_date_that_stands_in_the_case_is_no_pin():
    for pin in ("10022026", "20260210", "100226", "260210"):
        assert pin_problem(pin, ["2026-02-10"]) and not pin_problem(pin, ["1979-06-03"])
    assert pin_problem("604175", ["2026-02-10"]) == ""


def test_a_box_opens_with_its_key_and_its_name_alone():
    key, content = boxes.key_of("CODE", "604175", b"s" * 16), {"a": "ção", "b": [1, None, True]}
    box = boxes.close_box(key, content, b"this")
    assert boxes.open_box(key, box, b"this") == content
    wrong = [(boxes.key_of("CODE", "604176", b"s" * 16), box, b"this"), (key, box, b"that"), (key, box[:-1], b"this")]
    wrong += [
        (key, box[:40] + bytes([box[40] ^ 1]) + box[41:], b"this"),
        (key, b"", b"this"),
        (key, b"x" * 20, b"this"),
    ]
    for another, changed, what in wrong:
        with pytest.raises(boxes.CannotOpen):
            boxes.open_box(another, changed, what)


def test_the_length_of_a_box_tells_little_and_no_two_are_the_same():
    key = boxes.share_key("secret")
    sizes = {len(boxes.close_box(key, {"answer": "x" * number}, b"")) for number in range(0, 1000, 50)}
    assert len(sizes) == 1
    assert boxes.close_box(key, {}, b"") != boxes.close_box(key, {}, b"")


def test_keys_and_places_are_derived_apart():
    code = new_code()
    found = {boxes.case_place(code), boxes.share_place(code), boxes.share_key(code), boxes.key_of(code, "", b"s" * 16)}
    assert len(found) == 4 and all(len(one) == 32 for one in found)
    assert boxes.key_of("ab", "c:d", b"s" * 16) != boxes.key_of("ab", "cd", b"s" * 16)


def test_the_real_cost_is_that_of_the_standard():
    """RFC 9106, section 4: Argon2id, 3 passes, 64 MiB, 4 lanes."""
    assert boxes.Cost() == boxes.Cost(passes=3, kibibytes=65_536, lanes=4)
