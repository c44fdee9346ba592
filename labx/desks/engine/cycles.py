"""Whether things that wait for each other wait in a circle."""

from collections.abc import Mapping, Sequence


def cycle_in(waits_for: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """One circle of names, each waiting for the next, or nothing. Names that are not keys wait for nothing."""
    settled: set[str] = set()
    for start in waits_for:
        path: list[str] = []
        found = _walk(start, waits_for, settled, path)
        if found:
            return found
    return ()


def _walk(name: str, waits_for: Mapping[str, Sequence[str]], settled: set[str], path: list[str]) -> tuple[str, ...]:
    if name in path:
        return (*path[path.index(name) :], name)
    if name in settled:
        return ()
    path.append(name)
    for other in waits_for.get(name, ()):
        found = _walk(other, waits_for, settled, path)
        if found:
            return found
    settled.add(path.pop())
    return ()
