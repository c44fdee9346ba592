"""The shape of packs of procurement thresholds, and which procedure a value and a date lead to."""

import datetime as dt
from typing import Any

from labx.core.packs.fields import Boolean, ListOf, Localised, Number, Statement, Text
from labx.core.packs.grades import FactGrade, is_in_force
from labx.core.packs.pack import Pack
from labx.core.packs.schema import PackSchema

NAME = r"[a-z][a-z0-9-]*"
PROCEDURE = Statement(
    fields={
        "name": Text(pattern=NAME, example="direct-award"),
        "title": Localised(),
        "limit": Number(minimum=0, required=False),
        "is_limit_included": Boolean(required=False),
        "text": Localised(),
    }
)
NOTE = Statement(fields={"text": Localised()})


def procedure_for(content: dict[str, Any], value: float, day: dt.date) -> dict[str, Any] | None:
    """The first procedure in force on that day whose limit the value, in euros without VAT, does not pass."""
    found = [one for one in content["procedures"] if is_in_force(one, day) and reaches(one, value)]
    return min(found, key=lambda one: (one["limit"] is None, one["limit"] or 0), default=None)


def reaches(procedure: dict[str, Any], value: float) -> bool:
    limit = procedure["limit"]
    return limit is None or value < limit or (bool(procedure["is_limit_included"]) and value == limit)


def run_case(pack: Pack, case: Any) -> dict[str, Any]:
    """Which procedure a value and a day lead to, and whether that may be told as a fact."""
    chosen = procedure_for(pack.content, float(case["value"]), dt.date.fromisoformat(case["day"]))
    if chosen is None:
        return {"procedure": None}
    return {"procedure": chosen["name"], "is_verified": FactGrade(chosen["grade"]).may_be_told_as_fact}


PROCUREMENT = PackSchema(
    room="delivery",
    kind="procurement-thresholds",
    fields={
        "procedures": ListOf(item=PROCEDURE, at_least=1, unique_key="name"),
        "notes": ListOf(item=NOTE, required=False),
    },
    run_case=run_case,
)
PACK_SCHEMAS = (PROCUREMENT,)
PACK = "delivery/procurement-thresholds"
