"""Whether what several sources say of one thing can be true at once."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

Agreement = Literal["alone", "same", "compatible", "contradiction"]


class Said(NamedTuple):
    """`bound`: exactly, more_than, or unknown where no number is given."""

    value: float | None
    bound: str


def agreement(said: Sequence[Said]) -> Agreement:
    """Round numbers such as “more than 165” are read generously: 165 is not held against them."""
    given = [one for one in said if one.value is not None]
    if len(given) < 2:
        return "alone"
    exact = {one.value for one in given if one.bound == "exactly"}
    least = max((one.value for one in given if one.bound == "more_than" and one.value is not None), default=None)
    if len(exact) > 1 or (exact and least is not None and min(value for value in exact if value is not None) < least):
        return "contradiction"
    return "same" if len({(one.value, one.bound) for one in given}) == 1 else "compatible"
