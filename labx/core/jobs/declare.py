"""How a room declares long work: a function with a name, a permission, and what to do when it fails."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ATTEMPTS = 5


class UnknownJob(LookupError):
    """A job was asked for that no room declares."""


@dataclass(frozen=True)
class DeclaredJob:
    """`retry_on`: failures that may pass by themselves. `explains`: failures whose message is for the reader."""

    name: str
    title: Any
    permission: str
    run: Callable[..., dict[str, Any] | None]
    retry_on: tuple[type[Exception], ...]
    explains: tuple[type[Exception], ...]
    attempts: int


_declared: dict[str, DeclaredJob] = {}


def job(
    name: str,
    *,
    permission: str,
    title: Any = "",
    retry_on: tuple[type[Exception], ...] = (),
    explains: tuple[type[Exception], ...] = (),
    attempts: int = ATTEMPTS,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare `run(progress, *, by, **arguments)`. It may be started again after a crash, so it must bear that."""

    def declared(run: Callable[..., Any]) -> Callable[..., Any]:
        if name in _declared:
            raise ValueError(f"Two jobs call themselves {name!r}.")
        _declared[name] = DeclaredJob(name, title or name, permission, run, retry_on, explains, attempts)
        return run

    return declared


def declared_job(name: str) -> DeclaredJob:
    try:
        return _declared[name]
    except KeyError:
        raise UnknownJob(f"No room declares the job {name!r}. Is its room switched off?") from None
