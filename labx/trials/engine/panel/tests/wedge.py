"""Simulated stepped wedges."""

import numpy as np


def wedge(random, *, clusters, periods, size, effect=0.0, between=0.5, within=0.25):
    """Outcome, treatment, cluster and period of each unit; clusters begin in random order, one step a period."""
    cluster = np.repeat(np.arange(clusters), periods * size)
    period = np.tile(np.repeat(np.arange(periods), size), clusters)
    starts = random.permutation(np.arange(clusters) % (periods - 1) + 1)
    treatment = (period >= starts[cluster]).astype(float)
    outcome = (
        effect * treatment
        + 0.3 * period
        + between * random.normal(size=clusters)[cluster]
        + within * random.normal(size=(clusters, periods))[cluster, period]
        + random.normal(size=cluster.size)
    )
    return {"outcome": outcome, "treatment": treatment, "cluster": cluster, "period": period}
