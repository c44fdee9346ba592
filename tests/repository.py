"""What the tests about the repository share: the list of its files, and how to speak of them."""

import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from config.environment import ROOT

# Third-party files as they came, generated files, and content that others write.
NOT_OURS = ("static/vendor/", "/migrations/", "locks/", "package-lock.json", "LICENSE")


@cache
def committed() -> tuple[Path, ...]:
    """Every file that git keeps and that is still there, relative to the root."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file())


def written_by_us(*suffixes: str) -> list[Path]:
    """Our own committed files, of these kinds where kinds are named."""
    return [path for path in committed() if path.suffix in (suffixes or (path.suffix,)) and is_ours(path)]


def is_ours(path: Path) -> bool:
    return not any(mark in path.as_posix() for mark in NOT_OURS)


def text_of(path: Path) -> str:
    """The file's text; nothing for a picture or another binary file."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def told(faults: Iterable[str], cure: str) -> str:
    """A failure's message: each fault on its line, then what to do."""
    return "\n".join(["", *faults, "", cure])
