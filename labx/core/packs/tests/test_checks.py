"""Checks, grades and dates of statements."""

import datetime
from dataclasses import replace

import pytest

from labx.core.packs.checks import Proofs, differences, run_checks, run_proofs
from labx.core.packs.grades import ORDER, FactGrade, is_in_force, lower
from labx.core.packs.reader import read_files, schema_of


def results(files, checks):
    changed = {**files, "checks.yaml": checks}
    pack = read_files("soups", {name: text.encode() for name, text in changed.items()})
    return list(run_checks(pack, schema_of(pack)))


def test_a_case_holds_when_what_it_names_is_so(files):
    (result,) = results(files, files["checks.yaml"])
    assert result.holds


def test_a_case_that_does_not_hold_says_where(files):
    (result,) = results(files, files["checks.yaml"].replace("{minutes: 40}", "{minutes: 30, spice: none}"))
    assert result.differences == (
        "minutes: expected 30, got 40",
        "spice: expected none, and it is not there",
    )


def test_a_case_that_breaks_the_room_fails_with_the_reason(files):
    (result,) = results(files, files["checks.yaml"].replace("{name: caldo}", "{nome: caldo}"))
    assert result.differences == ("stopped with KeyError: 'name'",)


def test_a_room_may_prove_more_than_its_checks(files):
    pack = read_files("soups", {name: text.encode() for name, text in files.items()})
    schema = schema_of(pack)
    assert run_proofs(pack, schema) == Proofs()
    proofs = Proofs(("The caldo is cold.",), ("1 soup",))
    assert run_proofs(pack, replace(schema, prove=lambda found: proofs)) == proofs


@pytest.mark.parametrize(
    "expected, output, found",
    [
        ([1, {"a": 2}], [1, {"a": 2, "b": 3}], []),
        ([1, 2], [2, 1], ["[0]: expected 1, got 2", "[1]: expected 2, got 1"]),
        ([1], [1, 2], ["output: expected [1], got [1, 2]"]),
        (1, True, ["output: expected 1, got True"]),
        ({"a": {"b": None}}, {"a": {"b": 0}}, ["a.b: expected None, got 0"]),
    ],
)
def test_keys_may_be_left_out_and_lists_may_not(expected, output, found):
    assert list(differences(expected, output)) == found


def test_of_two_grades_the_lower_wins():
    assert lower("A", "A-") == FactGrade.OFFICIAL_OLDER
    assert lower("C", "B") == FactGrade.UNVERIFIED
    assert lower("X", "C") == FactGrade.CONFLICT
    for first in ORDER:
        assert lower(first, first) == first
        for second in ORDER:
            assert lower(first, second) == lower(second, first)


def test_what_is_unverified_or_in_conflict_is_never_told_as_fact():
    assert [grade.value for grade in FactGrade if grade.may_be_told_as_fact] == ["A", "A-", "B"]
    assert all(grade.meaning for grade in FactGrade)


@pytest.mark.parametrize(
    "begins, ends, is_so",
    [
        (None, None, True),
        ("2026-05-01", None, True),
        ("2026-05-02", None, False),
        (None, "2026-05-01", True),
        (None, "2026-04-30", False),
    ],
)
def test_a_statement_is_in_force_between_its_days_both_included(begins, ends, is_so):
    assert is_in_force({"valid_from": begins, "valid_to": ends}, datetime.date(2026, 5, 1)) is is_so
