"""No committed file names a registry, a machine's folders, unfinished work, or carries dead code."""

import re
from pathlib import Path

import pytest

from config.environment import ROOT
from tests.repository import committed, is_ours, text_of, told, written_by_us


def joined(*pieces: str) -> str:
    """A forbidden word, made here, so that this file does not hold it either."""
    return "".join(pieces)


INDEX_OPTION, LINKS_OPTION = joined("--(extra-)?", "index", "-url"), joined("--find", "-links")
RESOLVED, LOCATED = joined('"resolved"', ': *"http'), joined(r"^\s*(@[\w-]+:)?registry", " *= *http")
HOSTS = joined(r"files\.python", r"hosted|registry\.", "(npm", "js|yarn", "pkg)")
REGISTRY = re.compile("|".join([INDEX_OPTION, LINKS_OPTION, RESOLVED, LOCATED, HOSTS]), re.MULTILINE)
# A home, a checkout, a temporary folder: true on one machine only.
FOLDERS = ("home", "root", "Users", "tmp", "work", "workspace", "private/var")
MACHINE_PATH = re.compile(rf"(?<![\w.\-<}}/])/({'|'.join(FOLDERS)})/[\w.]", re.IGNORECASE)
MARKS = (
    joined("TO", "DO"),
    joined("FIX", "ME"),
    joined("X", "XX"),
    joined("HA", "CK"),
    joined("raise Not", "Implemented"),
)
UNFINISHED = re.compile(rf"\b({'|'.join(MARKS[:-1])}|{MARKS[-1]}Error)\b")
BARE_WAIVER = re.compile(r"#\s*(pragma: no cover|type: ignore|noqa)\s*$", re.MULTILINE)


def faults(pattern: re.Pattern[str], *, ours_only: bool = False) -> list[str]:
    found = []
    for path in committed():
        if ours_only and not is_ours(path):
            continue
        text = text_of(path)
        found += [f"{path}:{line_of(text, match)}: {match[0].strip()}" for match in pattern.finditer(text)]
    return found


def line_of(text: str, match: re.Match[str]) -> int:
    return text.count("\n", 0, match.start()) + 1


def test_no_file_names_a_package_registry() -> None:
    named = faults(REGISTRY)
    assert not named, told(named, "Which registry is used is a matter of the machine: leave it out.")


def test_no_file_names_a_folder_of_one_machine() -> None:
    here = [path for path in (ROOT, Path.home()) if len(path.parts) > 2]
    own = re.compile("|".join(re.escape(str(path)) + r"\b" for path in here) or "$^")
    named = [*faults(MACHINE_PATH, ours_only=True), *faults(own)]
    assert not named, told(named, "Use a path relative to the project, or a placeholder.")


def ends_well(text: str) -> bool:
    return text.endswith("\n") and not text.endswith("\n\n") and "\r\n" not in text


def test_nothing_is_left_unfinished() -> None:
    left = faults(UNFINISHED, ours_only=True)
    assert not left, told(left, "Finish it, or write it into docs/explanation as a limit.")


def test_no_check_is_switched_off_without_saying_which_or_why() -> None:
    waived = faults(BARE_WAIVER, ours_only=True)
    assert not waived, told(waived, "Name the rule, and for coverage the reason.")


def test_files_end_with_one_newline_and_have_no_carriage_return() -> None:
    ours = [path for path in written_by_us() if "references" not in path.parts]
    wrong = [str(path) for path in ours if (text := text_of(path)) and not ends_well(text)]
    assert not wrong, told(wrong, "End the file with exactly one newline; lines end with \\n alone.")


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("line", ["see {}/labx/x", "at {}/labx-1/x", "{}/x", "({}/labx)"])
def test_a_machine_path_is_seen(folder: str, line: str) -> None:
    assert MACHINE_PATH.search(line.format(f"/{folder}"))


@pytest.mark.parametrize(
    "line", ["/var/lib/labx", "https://labx.example/home/page", "/opt/labx/bin", "docs/home/x", "/trabalhos/x"]
)
def test_other_paths_pass(line: str) -> None:
    assert not MACHINE_PATH.search(line)


@pytest.mark.parametrize(
    "pieces",
    [
        ("pip install --index", "-url ", "https://x"),
        ("pip install --extra-index", "-url ", "https://x"),
        ("pip install --find", "-links ", "folder"),
        ('  "resolved"', ': "https://x/y.tgz"'),
        ("registry", " = https://x"),
        ("@labx:registry", "=https://x"),
        ("https://files.python", "hosted.org/x"),
        ("https://registry.npm", "js.org/x"),
        ("https://registry.yarn", "pkg.com/x"),
    ],
)
def test_a_registry_is_seen(pieces: tuple[str, ...]) -> None:
    assert REGISTRY.search(joined(*pieces))


@pytest.mark.parametrize("mark", MARKS[:-1])
def test_unfinished_work_is_seen(mark: str) -> None:
    assert UNFINISHED.search(f"# {mark}: later")
    assert not UNFINISHED.search(f"{mark}n")
