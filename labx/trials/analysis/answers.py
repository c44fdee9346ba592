"""An answer as plain values, or what could not be estimated, why, and what to do: what results are made of."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labx.stats.distributions import normal_quantile
from labx.stats.errors import CannotEstimate
from labx.stats.moments import Moments


def answer(compute: Callable[[], Any]) -> dict[str, Any]:
    """The result as plain values, or what could not be estimated, why, and what to do."""
    try:
        result = compute()
    except CannotEstimate as error:
        return {"cannot": {"what": error.what, "why": error.why, "todo": error.todo, "values": error.values}}
    return plain(asdict(result) if is_dataclass(result) and not isinstance(result, type) else result)


def plain(value: Any) -> Any:
    """Numbers of numpy as Python's own, tuples as lists: what JSON holds."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value.item() if isinstance(value, np.generic) else value


def error_of(part: Mapping[str, Any]) -> float:
    """The standard error, or the one that the interval's width stands for."""
    known = part.get("standard_error")
    if known is not None:
        return float(known)
    interval = part["interval"]
    reach = normal_quantile((1 + interval["confidence"]) / 2)
    return float(interval["upper"] - interval["lower"]) / 2 / reach


def moments(values: NDArray[np.float64]) -> Moments:
    """Moments of one group's outcomes; a group without any cannot be compared."""
    if not len(values):
        raise CannotEstimate(
            "The groups cannot be compared.",
            "One group has nobody whose outcome was measured.",
            "Check the column that says the group, and the outcome column.",
        )
    return Moments.of(values)
