"""What is done again in a database that was brought back, before anybody sees it: erasures, above all."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from labx.core.files.atomic import safe_write

_todo: list[Callable[[], str]] = []


def after_restore(do: Callable[[], str]) -> None:
    """Parts say here what a restored database needs; `do` says in a line what it did, and bears being done twice."""
    _todo.append(do)


def mark() -> Path:
    return Path(settings.VAR) / "restored"


def note_restore() -> None:
    """Written before the old database takes its place, so that no crash leaves it as it was."""
    safe_write(mark(), b"What was erased after the backup must be erased again: labx run does it.\n")
    (Path(settings.VAR) / "run" / "prepared").unlink(missing_ok=True)


def do_again() -> list[str]:
    """Everything that is due, where a backup was restored and this was not done yet."""
    if not mark().exists():
        return []
    told = [do() for do in _todo]
    mark().unlink()
    return told
