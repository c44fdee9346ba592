"""A draw from its frozen parts alone, so that anyone who holds them can repeat it: nothing here asks the database."""

from typing import Any

from labx.core.frozen.canonical import digest
from labx.people.participants.engine.lottery import commitment, seed_of_draw
from labx.people.participants.engine.quotas import Quota, chances, draw_with_quotas
from labx.people.participants.engine.strata import draw_stratified

CHANCE_DRAWS = 200
CHANCE_SEED = 20_261_122  # of the repetitions that estimate the chances; the draw itself has the committed seed
PARTS = ("method", "places", "alternates", "strata", "quotas", "seed", "seed_digest", "pool", "pool_digest")
SEPARATOR = " / "


def run(parts: dict[str, Any]) -> dict[str, Any]:
    """Draw from the parts of a recruitment: who is selected, who waits, and what everyone's chance was."""
    seed = seed_of_draw(parts["seed"], parts["pool_digest"])
    how = stratified if parts["method"] == "stratified" else with_quotas
    return {"seed_of_draw": seed, **how(parts, seed)}


def stratified(parts: dict[str, Any], seed: str) -> dict[str, Any]:
    strata = {code: cell_name(person, parts["strata"]) for code, person in parts["pool"].items()}
    drawn = draw_stratified(strata, places=parts["places"], alternates=parts["alternates"], seed=seed)
    cells = [
        {
            "cell": cell,
            "people": drawn.people[cell],
            "places": drawn.places[cell],
            "probability": float(drawn.probability[cell]),
        }
        for cell in sorted(drawn.people)
    ]
    return {"selected": list(drawn.selected), "alternates": list(drawn.alternates), "cells": cells, "is_exact": True}


def with_quotas(parts: dict[str, Any], seed: str) -> dict[str, Any]:
    quotas = [Quota(**quota) for quota in parts["quotas"]]
    attributes = sorted({quota.attribute for quota in quotas})
    drawn = draw_with_quotas(parts["pool"], quotas, places=parts["places"], alternates=parts["alternates"], seed=seed)
    found = chances(parts["pool"], quotas, places=parts["places"], draws=CHANCE_DRAWS, seed=CHANCE_SEED)
    taken = [cell_name(parts["pool"][code], attributes) for code in drawn.selected]
    cells = [
        {
            "cell": SEPARATOR.join(cell),
            "people": chance.people,
            "places": taken.count(SEPARATOR.join(cell)),
            "probability": chance.probability,
            "lower": chance.lower,
            "upper": chance.upper,
        }
        for cell, chance in found.items()
    ]
    return {
        "selected": list(drawn.selected),
        "alternates": list(drawn.alternates),
        "cells": cells,
        "is_exact": False,
        "repeated": CHANCE_DRAWS,
    }


def cell_name(person: dict[str, str], attributes: list[str]) -> str:
    return SEPARATOR.join(person[name] for name in attributes) or "everyone"


def attributes_of(parts: dict[str, Any]) -> list[str]:
    """What the cells of this draw are made of, in the order of their names' parts."""
    if parts["method"] == "stratified":
        return list(parts["strata"])
    return sorted({quota["attribute"] for quota in parts["quotas"]})


def differences(document: dict[str, Any]) -> list[str]:
    """What in a published draw is not as its own seed and list say; empty where everything is."""
    wrong = []
    if commitment(document["seed"]) != document["seed_digest"]:
        wrong.append("The seed is not the one that was committed to before the draw.")
    if digest(document["pool"]) != document["pool_digest"]:
        wrong.append("The list is not the one that was frozen before the draw.")
    again, told = run(document), document["result"]
    wrong += [f"“{name}” is not what the draw gives." for name in again if again[name] != told.get(name)]
    return wrong
