"""Files stay within 300 lines; functions within ruff's limits; names say what things are."""

import ast
import re
import tomllib

import pytest

from config.environment import ROOT
from tests.repository import text_of, told, written_by_us

LONGEST = 300
SUFFIXES = (".py", ".html", ".css", ".js", ".mjs", ".txt", ".typ")
VAGUE = {"utils.py", "helpers.py", "manager.py", "service.py", "base.py"}
LIMITS_WAIVED = re.compile(r"#\s*noqa:.*\b(C901|PLR0912|PLR0915)\b")
EXCEPTIONS = tomllib.loads((ROOT / "tests" / "size_exceptions.toml").read_text())


def long_files() -> dict[str, int]:
    lengths = {path.as_posix(): len(text_of(path).splitlines()) for path in written_by_us(*SUFFIXES)}
    return {path: lines for path, lines in lengths.items() if lines > LONGEST}


def waived_functions() -> set[str]:
    return {f"{path}::{name}" for path in written_by_us(".py") for name in waived_in(text_of(path))}


def waived_in(source: str) -> list[str]:
    if not LIMITS_WAIVED.search(source):
        return []
    lines = source.splitlines()
    functions = [
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return [node.name for node in functions if LIMITS_WAIVED.search(lines[node.lineno - 1])]


def test_no_file_of_ours_is_longer_than_the_limit() -> None:
    listed = EXCEPTIONS["files"]
    faults = [f"{path}: {lines} lines" for path, lines in long_files().items() if path not in listed]
    assert not faults, told(
        faults, f"Split by topic at {LONGEST} lines, or name it with a reason in size_exceptions.toml."
    )


def test_no_function_waives_the_limits_unlisted() -> None:
    faults = waived_functions() - EXCEPTIONS["functions"].keys()
    assert not faults, told(sorted(faults), "Split it, or name it with a reason in tests/size_exceptions.toml.")


def test_every_exception_is_still_needed_and_has_a_reason() -> None:
    needed = long_files().keys() | waived_functions()
    listed = {**EXCEPTIONS["files"], **EXCEPTIONS["functions"]}
    faults = [name for name, reason in listed.items() if name not in needed or len(reason) < 20]
    assert not faults, told(faults, "Remove what is no longer needed; say why for what stays.")


def test_the_limits_are_set_in_ruff() -> None:
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    assert {"C90", "PLR0915"} <= set(lint["select"])
    assert lint["mccabe"]["max-complexity"] <= 8
    assert lint["pylint"]["max-statements"] <= 30


def test_no_file_has_a_name_that_says_nothing() -> None:
    faults = [path.as_posix() for path in written_by_us(".py") if path.name in VAGUE]
    assert not faults, told(faults, "Name the file after what is in it.")


@pytest.mark.parametrize("source", ["def far_too_long():  # noqa: C901\n    pass\n"])
def test_a_waived_limit_is_seen(source: str) -> None:
    assert waived_in(source) == ["far_too_long"]
