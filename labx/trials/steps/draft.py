"""A plan while it is being written: parts may be missing, and each step changes only its own."""

from typing import Any

from labx.trials.codes import code_of
from labx.trials.plan.faults import BadPlan
from labx.trials.plan.first import read_first
from labx.trials.plan.reading import VERSION, grown, not_to_freeze, raw_of_draft, read_plan

Draft = dict[str, Any]


def draft_of(raw: Draft) -> Draft:
    """The plan in today's shape; one of the first version grows into it when it is next written."""
    if "version" in raw or not raw:
        return {"version": VERSION, "design": "individual", **raw}
    try:
        return raw_of_draft(grown(read_first(raw)))
    except BadPlan:
        return {"version": VERSION, "design": "individual"}


def problems_of(raw: Draft) -> list[tuple[str, str]]:
    """Everything that still stands between the draft and a plan that can be frozen."""
    try:
        return not_to_freeze(read_plan(draft_of(raw)))
    except BadPlan as error:
        return error.problems


def coded_once(labels: list[str], known: dict[str, str]) -> list[str]:
    """A code for each label: the one it has already, or else one made of it that no other has."""
    taken: list[str] = []
    for place, label in enumerate(labels, start=1):
        code = known.get(label) or code_of(label) or f"g{place}"
        taken.append(f"{code}-{place}" if code in taken else code)
    return taken
