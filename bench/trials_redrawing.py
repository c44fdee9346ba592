"""Ten thousand draws of an assignment of 100,000 units: randomisation inference as the result page asks for it."""

import os
import time

import numpy as np

from labx.trials.engine.permutation.draws import complete
from labx.trials.engine.permutation.redrawing import redrawn_effect, weigh_means

UNITS = int(os.environ.get("BENCH_UNITS", "100000"))
DRAWS = 10_000
LIMIT_SECONDS = 10.0


def main() -> None:
    chance = np.random.default_rng(1)
    treatment = (np.arange(UNITS) % 2).astype(float)
    outcome = chance.lognormal(size=UNITS) + 0.01 * treatment
    began, used = time.perf_counter(), time.process_time()
    found = redrawn_effect(
        outcome, treatment, draw=complete(treatment), weigh=weigh_means, draws=DRAWS, seed=1, confidence=0.95
    )
    seconds, processor = time.perf_counter() - began, time.process_time() - used
    verdict = "kept" if seconds <= LIMIT_SECONDS else "MISSED"
    print(
        f"{DRAWS:,} draws on {UNITS:,} units: {seconds:.1f} s ({processor:.1f} s CPU, two threads; "
        f"bar {LIMIT_SECONDS:.0f} s: {verdict}); p {found.p_value:.3f}; load {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    main()
