"""What is judged of whole places when their lottery is drawn again."""

import numpy as np
from numpy.typing import NDArray

from labx.trials.analysis.table import Table
from labx.trials.engine.clusters.means import cluster_means
from labx.trials.engine.clusters.ordered import cluster_placements
from labx.trials.engine.clusters.summaries import cluster_quantiles, cluster_ratios, cluster_times
from labx.trials.engine.permutation.statistics import means_drawn
from labx.trials.engine.units import means_by, positions, totals
from labx.trials.kinds.declare import Redrawn
from labx.trials.kinds.mean import values_of
from labx.trials.kinds.quantile import share_of
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.shape import Outcome

Numbers = NDArray[np.float64]


def drawn_places(outcome: Outcome, rows: Table, arms: Numbers, *, is_by_place: bool) -> tuple[Redrawn, Numbers]:
    """One number for each place, or its two sums, and whether it got the change; the places in order."""
    places, values = rows.codes["cluster"], values_of(outcome, rows)
    if outcome.kind == "rank":
        chances, arm = cluster_placements(values, arms, places)
        return Redrawn(statistic=means_drawn(2 * chances)), arm
    if outcome.kind == "quantile":
        numbers, arm = cluster_quantiles(values, arms, places, share=share_of(outcome))
    elif outcome.kind == "time":
        happened = rows.numbers[outcome.part("happened")]
        numbers, arm = cluster_times(values, happened, arms, places, horizon=outcome.horizon or 0.0)
    elif kind_of(outcome).is_by_unit:
        kind_of(outcome).redrawn(outcome, rows)  # refuses a share that is none
        whole = cluster_means(values, arms, places)
        numbers, arm = whole.means, whole.is_treated
    else:
        return ratios(outcome, rows, arms, is_by_place=is_by_place)
    return Redrawn(numbers), arm


def ratios(outcome: Outcome, rows: Table, arms: Numbers, *, is_by_place: bool) -> tuple[Redrawn, Numbers]:
    """The ratio of each place where places count the same, else what stands above and below in each."""
    judged = kind_of(outcome).redrawn(outcome, rows)
    if is_by_place:
        numbers, arm = cluster_ratios(judged.numbers, judged.over, arms, rows.codes["cluster"])
        return Redrawn(numbers), arm
    where = positions("clusters", rows.codes["cluster"], count=len(rows))
    sums = totals(where, np.column_stack([judged.numbers, judged.over]))
    return Redrawn(*sums.T), np.round(means_by(where, arms))
