"""Work in pieces that do not hang together: one that fails is told at the end, after all the others."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import structlog

from labx.core.logs import kind_and_place

log = structlog.get_logger(__name__)


@contextmanager
def one_by_one(work: str) -> Iterator[Callable[[str], AbstractContextManager[None]]]:
    """What is raised inside `with piece(name)` is noted, and raised with whatever else failed when the block ends."""
    failed: list[Exception] = []

    @contextmanager
    def piece(name: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            log.error("piece failed", work=work, piece=name, **kind_and_place(error))
            failed.append(error)

    yield piece
    if failed:
        raise ExceptionGroup(work, failed)
