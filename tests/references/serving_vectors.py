"""Makes serving_vectors.json by coreutils' sha256sum and exact fractions. Run: python THIS_FILE.

Other languages check their own implementation against the same file; the rule: `labx.trials.engine.serving`.
"""

import json
from fractions import Fraction
from pathlib import Path

from tests.references.assignment_vectors import arm, first_64_bits

TARGET = Path(__file__).with_suffix(".json")
UNITS = [f"person-{number:04}" for number in range(40)] + ["Conceição", "☃"]
SERVICES = [
    {"salt": "letter-2026", "weights": [0.5, 0.5]},
    {"salt": "letter-2026", "weights": [0.5, 0.5], "rollout": 0.25},
    {"salt": "letter-2026", "weights": [0.5, 0.5], "rollout": 0.75},
    {"salt": "form-2026", "weights": [0.2, 0.8], "layer": "portal", "slice_start": 0.0, "slice_end": 0.4},
    {"salt": "page-2026", "weights": [0.5, 0.25, 0.25], "layer": "portal", "slice_start": 0.4, "slice_end": 1.0},
    {"salt": "page-2026", "weights": [0.5, 0.5], "holdout": 0.1, "holdout_name": "portal-2026"},
]


def fraction(salt, unit):
    return Fraction(first_64_bits(salt, unit) >> 11, 2**53)


def serve(unit, service):
    if fraction(f"holdout:{service.get('holdout_name', 'holdout')}", unit) < Fraction(str(service.get("holdout", 0))):
        return None
    if service.get("layer"):
        place = fraction(f"layer:{service['layer']}", unit)
        if not Fraction(str(service["slice_start"])) <= place < Fraction(str(service["slice_end"])):
            return None
    if fraction(f"rollout:{service['salt']}", unit) >= Fraction(str(service.get("rollout", 1))):
        return None
    return arm(fraction(service["salt"], unit), service["weights"])


def compute():
    return [
        {"unit_id": unit, "service": service, "arm": serve(unit, service)} for service in SERVICES for unit in UNITS
    ]


if __name__ == "__main__":
    TARGET.write_text(json.dumps(compute(), indent=1, ensure_ascii=False) + "\n")
