"""Assignment of a unit to an arm from its identifier alone, the same wherever it is computed."""

import math
from collections.abc import Sequence
from hashlib import sha256

WEIGHT_TOLERANCE = 1e-9
# A double holds 53 bits: the fraction below is exact in every language.
BITS = 53
LINE = 2.0**BITS


def assign(unit_id: str, salt: str, weights: Sequence[float]) -> int:
    """Arm of a unit: fixed by the unit's identifier and the trial's salt, like a draw at random otherwise.

    The rule, for other languages: SHA-256 of the UTF-8 bytes of the salt, one zero byte and the UTF-8 bytes of the
    identifier; the first 8 bytes as a big-endian whole number, shifted right by 11 bits, divided by 2^53; the arm is
    the first at which the weights, added from the left in doubles, exceed that fraction; failing that by rounding, the
    last arm with a weight above 0.

    Args:
        unit_id: identifier of the person, account or office; not empty.
        salt: text of the trial, another one for each trial; not empty, without a zero character.
        weights: share of each arm, 0 or more, together 1.

    Returns:
        Place of the arm in `weights`, from 0.

    Raises:
        ValueError: an argument breaks these rules.

    Assumes:
        Identifiers do not change between visits. Whoever knows the salt can foresee the arm: where that matters keep
        the salt secret until the trial closes, and publish its hash before.

    Source:
        FIPS 180-4 (SHA-256); the use of a hash of identifier and trial after Kohavi, Tang and Xu (2020), Trustworthy
        Online Controlled Experiments, chapter 4.

    Checked against:
        tests/references/assignment_vectors.json, made with coreutils' `sha256sum` and exact fractions.

    Examples:
        >>> [assign(f"unit-{number}", "letter-2026", (0.5, 0.5)) for number in range(8)]
        [1, 0, 0, 1, 0, 1, 0, 0]
    """
    require_weights(weights)
    return arm_of(fraction_of(unit_id, salt), weights)


def fraction_of(unit_id: str, salt: str) -> float:
    """Return where on the line from 0 to just below 1 a unit falls under a salt."""
    _require_text("unit_id", unit_id)
    _require_text("salt", salt)
    if "\0" in salt:
        raise ValueError(
            "The salt holds a zero character, which separates it from the identifier. Choose another salt."
        )
    digest = sha256(salt.encode() + b"\0" + unit_id.encode()).digest()
    return (int.from_bytes(digest[:8], "big") >> (64 - BITS)) / LINE


def arm_of(fraction: float, weights: Sequence[float]) -> int:
    """Return the arm into whose share of the line from 0 to 1 the fraction falls."""
    reached = 0.0
    last = 0
    for arm, weight in enumerate(weights):
        reached += weight
        if fraction < reached:
            return arm
        if weight > 0:
            last = arm
    return last


def _require_text(name: str, text: str) -> None:
    if not text:
        raise ValueError(f"{name} is empty; every unit and every trial needs its own text.")


def require_weights(weights: Sequence[float]) -> None:
    """Refuse weights that are no shares of one whole."""
    if not all(math.isfinite(weight) and weight >= 0 for weight in weights):
        raise ValueError(f"The weights are {tuple(weights)}; each must be a finite number of 0 or more.")
    if not math.isclose(math.fsum(weights), 1, abs_tol=WEIGHT_TOLERANCE):
        raise ValueError(f"The weights add up to {math.fsum(weights)}; they must add up to 1.")
