"""Subjects who took their agreement back: what tells of single people leaves them out. People say who they are."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from uuid import UUID

WithheldSource = Callable[[UUID | None], AbstractContextManager[frozenset[UUID]]]
_sources: list[WithheldSource] = []


def withheld_from(source: WithheldSource) -> None:
    """People say here how those who withdrew are looked up; core never looks upward."""
    _sources[:] = [source]


@contextmanager
def without_withdrawn(project: UUID | None = None) -> Iterator[frozenset[UUID]]:
    """The subjects to leave out. Until the block (or the transaction around it) ends, nobody can be added."""
    if not _sources:
        yield frozenset()
        return
    with _sources[0](project) as subjects:
        yield subjects
