"""A doctor whose own failing is a finding, and who never says broken without a cure."""

import pytest

from labx.core.doctor import registry
from labx.core.doctor.registry import Finding, Level, check, findings, ok


@pytest.fixture(autouse=True)
def no_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_checks", {})


def test_failing_check_is_a_finding() -> None:
    @check("Divides")
    def divides() -> Finding:
        return ok(str(1 / 0))

    @check("Fine")
    def fine() -> Finding:
        return ok("Well.")

    (failed, fine_one) = findings()
    assert failed[0] == "Divides"
    assert failed[1].level is Level.BROKEN
    assert "ZeroDivisionError" in failed[1].message
    assert fine_one == ("Fine", Finding(Level.OK, "Well."))


def test_broken_needs_a_cure() -> None:
    with pytest.raises(ValueError, match="must say what to do"):
        Finding(Level.BROKEN, "It is broken.")


def test_titles_are_unique() -> None:
    check("Same")(lambda: ok(""))
    with pytest.raises(ValueError, match="Two checks are titled 'Same'"):
        check("Same")(lambda: ok(""))
