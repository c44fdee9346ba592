"""The locks name exactly what the project asks for, with hashes; each dependency says what it is for."""

import re
import tomllib

import pytest

from config.environment import ROOT
from tests.repository import told

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = {"run": ["setup"], "demo": ["setup", "demo"], "test": ["setup", "demo", "test"]}
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)", re.MULTILINE)


def name_of(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0].lower().replace("_", "-").replace(".", "-")


def asked_for(lock: str) -> set[str]:
    extras = [requirement for extra in EXTRAS[lock] for requirement in PROJECT["optional-dependencies"][extra]]
    return {name_of(requirement) for requirement in [*PROJECT["dependencies"], *extras]} - {"labx"}


def pins(lock: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, version in PINNED.findall((ROOT / "locks" / f"{lock}.txt").read_text()):
        found.setdefault(name, set()).add(version)
    return found


@pytest.mark.parametrize("lock", EXTRAS)
def test_the_lock_holds_what_the_project_asks_for(lock: str) -> None:
    text = (ROOT / "locks" / f"{lock}.txt").read_text()
    direct = {block.split("==")[0] for block in re.split(r"\n(?=[a-z0-9])", text) if "labx (pyproject.toml)" in block}
    assert direct == asked_for(lock), "Write the locks again: make lock"


@pytest.mark.parametrize("lock", EXTRAS)
def test_every_pin_has_hashes(lock: str) -> None:
    blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / "locks" / f"{lock}.txt").read_text())
    assert all("--hash=sha256:" in block for block in blocks)


@pytest.mark.parametrize(("smaller", "larger"), [("run", "demo"), ("demo", "test")])
def test_the_larger_lock_covers_the_smaller(smaller: str, larger: str) -> None:
    """`make run` keeps an environment that `make test` filled: it must hold the same versions."""
    there = pins(larger)
    differing = [name for name, versions in pins(smaller).items() if versions != there.get(name)]
    assert not differing, told(differing, "Write the locks again: make lock")


def test_every_dependency_says_what_it_is_for() -> None:
    lines = (ROOT / "pyproject.toml").read_text().split("[project.scripts]")[0].splitlines()
    silent = [line.strip() for line in lines if re.match(r'^  "(?!labx\[)', line) and not re.search(r"# \S+", line)]
    assert not silent, told(silent, "Add a comment to its line in pyproject.toml.")
