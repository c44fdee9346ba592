"""Two versions of one case put together: nothing that either person did is lost."""

from __future__ import annotations

from typing import Any

Content = dict[str, Any]


def merged(mine: Any, theirs: Any) -> Any:
    """Lists hold what either has; of two values for one thing mine stands, and `differing` tells theirs."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        both = {**theirs, **mine}
        return {
            name: merged(mine[name], theirs[name]) if name in mine and name in theirs else both[name] for name in both
        }
    if isinstance(mine, list) and isinstance(theirs, list):
        return [*dict.fromkeys([*theirs, *mine])]
    return mine


def put_together(mine: Content, theirs: Content) -> Content:
    both: Content = merged(mine, theirs)
    return {**both, "declined": [name for name in both["declined"] if name not in both["answers"]]}


def differing(mine: Any, theirs: Any, place: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    """Where both have a value and not the same: the place, and what the other person has there."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        shared = [name for name in theirs if name in mine]
        return [found for name in shared for found in differing(mine[name], theirs[name], (*place, name))]
    return [] if mine == theirs or isinstance(mine, list) else [(place, theirs)]
