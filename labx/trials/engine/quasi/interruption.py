"""The columns of an interrupted time series, and how many points it needs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labx.stats.checks import FloatArray, matrix, require_whole, vector
from labx.stats.errors import CannotEstimate

FEWEST_BEFORE = 12
FEWEST_AFTER = 3
SEASONS_BEFORE = 2


@dataclass(frozen=True, slots=True)
class Interruption:
    """When something changed in a series of equally spaced points.

    Args:
        first: place of the first point under the new way, counted from 0.
        window: points from `first` on that are left out because the change was still going on; 0 or more.
        season_length: points after which the season returns (12 for months, 7 for days); 0 for none.
        has_slope: whether the trend may change too, or only the level.

    Examples:
        >>> change = Interruption(first=24, window=1, season_length=12)
        >>> change.since(28).tolist()[22:]
        [0.0, 0.0, 0.0, 0.0, 1.0, 2.0]
    """

    first: int
    window: int = 0
    season_length: int = 0
    has_slope: bool = True

    def __post_init__(self) -> None:
        require_whole("first", self.first, least=1)
        require_whole("window", self.window, least=0)
        if self.season_length != 0:
            require_whole("season_length", self.season_length, least=2)

    @property
    def settled(self) -> int:
        """Place of the first point that counts as after."""
        return self.first + self.window

    def kept(self, count: int) -> NDArray[np.intp]:
        """Places of the points outside the window of change."""
        places = np.arange(count)
        return places[(places < self.first) | (places >= self.settled)]

    def after(self, count: int) -> FloatArray:
        """1 from the settled point on, 0 before."""
        return (np.arange(count) >= self.settled).astype(np.float64)

    def since(self, count: int) -> FloatArray:
        """Points since the settled one, and 0 before it: calendar time here is a frequent published error."""
        return np.maximum(np.arange(count) - self.settled, 0).astype(np.float64)

    def require_points(self, count: int) -> None:
        """Refuse a series too short before or after the change."""
        needed = max(FEWEST_BEFORE, SEASONS_BEFORE * self.season_length)
        if self.first < needed:
            raise CannotEstimate(
                "The effect on this series cannot be estimated.",
                "There are {points} points before the change; a trend needs at least {needed}, and two whole seasons.",
                "Collect older points, or report before and after without a comparison.",
                points=self.first,
                needed=needed,
            )
        if count - self.settled < FEWEST_AFTER:
            raise CannotEstimate(
                "The effect on this series cannot be estimated.",
                "There are {points} points after the change has settled; at least {needed} are needed.",
                "Wait for more points.",
                points=max(count - self.settled, 0),
                needed=FEWEST_AFTER,
            )


@dataclass(frozen=True, slots=True, eq=False)
class SeriesTable:
    """Outcomes and columns of every point: level, change of level, change of slope, trend, season, covariates."""

    values: FloatArray
    columns: FloatArray
    change: int
    kept: NDArray[np.intp]

    @property
    def counterfactual(self) -> FloatArray:
        """The same columns as if nothing had changed."""
        without = self.columns.copy()
        without[:, : self.change] = 0
        return without


def series_table(
    outcome: ArrayLike, interruption: Interruption, *, covariates: ArrayLike | None, names: Sequence[str]
) -> SeriesTable:
    """Return the table of a series; refuse one that is too short for its change."""
    values = vector("outcome", outcome)
    count = len(values)
    interruption.require_points(count)
    changes = [interruption.after(count)]
    if interruption.has_slope:
        changes.append(interruption.since(count))
    places = np.arange(count, dtype=np.float64)
    seasons = [(places % interruption.season_length == part).astype(np.float64) for part in _parts(interruption)]
    others = np.empty((count, 0)) if covariates is None else matrix("covariates", covariates, columns=names)
    if len(others) != count:
        raise ValueError(f"There are {count} points and {len(others)} rows of covariates. Give each point one row.")
    columns = np.column_stack([*changes, np.ones(count), (places - interruption.first) / count, *seasons, others])
    kept = interruption.kept(count)
    _require_independent(columns[kept])
    return SeriesTable(values, columns, len(changes), kept)


def _parts(interruption: Interruption) -> range:
    return range(1, interruption.season_length)


def _require_independent(columns: FloatArray) -> None:
    count, width = columns.shape
    if count <= width + 1:
        raise CannotEstimate(
            "The effect on this series cannot be estimated.",
            "{points} points are too few for {columns} coefficients of level, trend, season and covariates.",
            "Collect more points, or leave out covariates.",
            points=count,
            columns=width,
        )
    if np.linalg.matrix_rank(columns / np.linalg.norm(columns, axis=0).clip(1e-300)) < width:
        raise CannotEstimate(
            "The effect on this series cannot be estimated.",
            "Level, trend, season and covariates determine one another.",
            "Leave out the covariate that repeats another column.",
        )
