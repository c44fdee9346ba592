"""What is wrong in a pack, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class PackProblem:
    """`key` is the path to the value, such as `templates[2].grade`."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class PackRefused(Exception):
    """A pack that may not be used; carries every problem found, not only the first."""

    def __init__(self, pack: str, problems: Sequence[PackProblem]) -> None:
        self.pack, self.problems = pack, tuple(problems)
        lines = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(_("Pack “{pack}” has problems:").format(pack=pack) + f"\n{lines}")
