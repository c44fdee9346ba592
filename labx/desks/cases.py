"""Cases as a jurist writes them: answers in, where each procedure stands and by when out."""

from __future__ import annotations

import datetime
from typing import Any

from labx.core.packs.pack import Pack
from labx.desks.engine.compiling import read_desk
from labx.desks.engine.desk import Desk
from labx.desks.engine.plans import Plan, Step, plan
from labx.desks.engine.roles import Person, called_to, read_role
from labx.rules.errors import RuleRefused
from labx.rules.facts import read_day, read_facts

STATES = {True: "applies", None: "may_apply", False: "does_not_apply"}


_compiled: dict[str, Desk] = {}


def desk_of(pack: Pack) -> Desk:
    """The compiled desk of a pack that was read before; compiled once."""
    desk = _compiled.get(pack.sha256)
    if desk is None:
        desk, refused = read_desk(pack.content)
        if desk is None:
            raise refused[0]
        _compiled[pack.sha256] = desk
    return desk


def run_case(pack: Pack, case: dict[str, Any]) -> dict[str, Any]:
    """What a case of checks.yaml gives: a plan for answers, or who is called to a role among people."""
    if "role" in case:
        return _called(pack, case)
    desk = desk_of(pack)
    facts, refused = read_facts(desk.schema, case["answers"])
    made = plan(desk, facts, declined=case.get("declined") or ())
    return {**plan_as_json(made), "refused": {error.place: error.problem for error in refused}}


def plan_as_json(made: Plan) -> dict[str, Any]:
    """A plan in names, codes and dates: each procedure under its name."""
    steps = (*made.tasks, *made.information, *made.open_steps)
    return {
        **{step.procedure.name: _step(step) for step in steps},
        **{
            found.rule: {"state": STATES[False], "because": [reason.fact for reason in found.reasons]}
            for found in made.ruled_out
        },
        "order": [step.procedure.name for step in made.tasks],
        "visits": [{"counter": visit.counter, "procedures": list(visit.procedures)} for visit in made.visits],
        "questions": [ask.fact for ask in made.questions],
        "contradictions": list(made.settled.contradictions),
        "tables": dict(made.tables),
        "coverage": str(made.coverage),
    }


def _step(step: Step) -> dict[str, Any]:
    told: dict[str, Any] = {
        "state": STATES[step.explanation.result],
        "because": [reason.fact for reason in step.explanation.reasons],
        "missing": list(step.explanation.missing),
        "kind": [str(found.limit) for found in step.due],
        "by": [_moment(found.shown.due.by) if found.shown else None for found in step.due],
        "opens": [_moment(found.shown.due.opens) if found.shown else None for found in step.due],
        "note": [_moment(found.shown.due.rolled_to) if found.shown else None for found in step.due],
        "others": [[_moment(other.due.by) for other in found.others] for found in step.due],
    }
    return told


def _moment(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _called(pack: Pack, case: dict[str, Any]) -> dict[str, Any]:
    entry = next(role for role in pack.content["roles"] or () if role["name"] == case["role"])
    people = [_person(one) for one in case["people"]]
    try:
        found = called_to(read_role(entry), people, read_day(case["day"]), agreed=case.get("agreed") or "")
    except RuleRefused as error:
        return {"refused": error.problem}
    return {"person": found.person, "reasons": list(found.reasons), "between": list(found.between)}


def _person(given: dict[str, Any]) -> Person:
    """Whatever else is said to be true of someone is a trait."""
    born = read_day(given["born"]) if given.get("born") else None
    traits = frozenset(name for name, value in given.items() if value is True)
    return Person(given["name"], given.get("relation") or "", born, traits)
