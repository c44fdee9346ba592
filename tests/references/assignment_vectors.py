"""Makes assignment_vectors.json by coreutils' sha256sum and exact fractions. Run: python THIS_FILE.

Other languages check their own implementation against the same file; the rule: `labx.trials.engine.assignment`.
"""

import json
import subprocess
from fractions import Fraction
from pathlib import Path

TARGET = Path(__file__).with_suffix(".json")
SALTS = ["letter-2026", "carta-2026", "ensaio é"]
UNITS = ["1", "2", "person-0001", "Conceição", "018f3c3e-7c1a-7000-8000-000000000001", "a b", "☃", "1 "]
WEIGHTS = [[0.5, 0.5], [0.1, 0.9], [0.25, 0.25, 0.5], [0.0, 1.0], [1.0], [0.2, 0.2, 0.2, 0.2, 0.2]]


def first_64_bits(salt, unit):
    message = salt.encode() + b"\0" + unit.encode()
    answer = subprocess.run(["sha256sum"], input=message, capture_output=True, check=True).stdout
    return int(answer[:16], 16)


def arm(fraction, weights):
    """Return the arm by exact arithmetic; the vectors stay away from boundaries, where doubles could differ."""
    reached = Fraction(0)
    for place, weight in enumerate(weights):
        reached += Fraction(str(weight))
        if abs(fraction - reached) < Fraction(1, 10**9):
            raise ValueError("too near a boundary: choose another unit")
        if fraction < reached:
            return place
    raise ValueError("weights do not add up to 1")


def compute():
    vectors = []
    for salt in SALTS:
        for unit in UNITS:
            fraction = Fraction(first_64_bits(salt, unit) >> 11, 2**53)
            for weights in WEIGHTS:
                vectors.append({"salt": salt, "unit_id": unit, "weights": weights, "arm": arm(fraction, weights)})
    return vectors


if __name__ == "__main__":
    TARGET.write_text(json.dumps(compute(), indent=1, ensure_ascii=False) + "\n")
