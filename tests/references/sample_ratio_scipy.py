"""Makes sample_ratio_scipy.json: sizes of arms against a plan, by scipy. Run: python THIS_FILE."""

import json
from pathlib import Path

from scipy import stats

TARGET = Path(__file__).with_suffix(".json")
CHI_SQUARE = [
    ([510, 490], [0.5, 0.5]),
    ([50_000, 48_000], [0.5, 0.5]),
    ([185, 260], [0.5, 0.5]),
    ([100, 130, 70], [0.3, 0.4, 0.3]),
    ([5, 5], [0.5, 0.5]),
    ([96, 4, 0], [0.9, 0.05, 0.05]),
]
EXACT = [([3, 0], [0.5, 0.5]), ([0, 8], [0.5, 0.5]), ([4, 5], [0.5, 0.5]), ([2, 38], [0.1, 0.9]), ([1, 0], [0.2, 0.8])]


def compute():
    return {
        "chi_square": [
            {
                "counts": counts,
                "weights": weights,
                "p_value": stats.chisquare(counts, [sum(counts) * weight for weight in weights]).pvalue,
            }
            for counts, weights in CHI_SQUARE
        ],
        "exact": [
            {
                "counts": counts,
                "weights": weights,
                "p_value": stats.binomtest(counts[0], sum(counts), weights[0]).pvalue,
            }
            for counts, weights in EXACT
        ],
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(compute(), indent=2, default=float) + "\n")
