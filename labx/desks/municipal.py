"""The holidays of municipalities, from dated packs: which there are, and the working days of each."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from labx.core.packs.checks import Proofs
from labx.core.packs.fields import Choice, ListOf, Record, Statement, Text
from labx.core.packs.library import packs
from labx.core.packs.pack import Pack
from labx.core.packs.schema import PackSchema
from labx.desks.engine.desk import TOLD_AS_FACT
from labx.desks.wording import refusal_words
from labx.rules.calendar import REGIONS, WorkCalendar, next_working_day
from labx.rules.dated import Dated, Period
from labx.rules.errors import RuleRefused
from labx.rules.facts import read_day
from labx.rules.zones import Place

Content = Mapping[str, Any]
Days = Dated[tuple[int, int]]
NO_DAYS: Days = Dated(())
LEAP_YEAR = 2024

HOLIDAY = Statement(fields={"day": Text(pattern=r"\d\d-\d\d", example="06-13")})
MUNICIPALITY = Record(
    fields={
        "name": Text(pattern=r"[a-z][a-z0-9-]*", example="lisboa"),
        "label": Text(),
        "region": Choice(options=tuple(Place)),
        "holidays": ListOf(item=HOLIDAY, at_least=1),
    }
)


@dataclass(frozen=True, slots=True)
class Municipality:
    """`label` is its name as people write it; `days` its holiday, as (month, day), by period of validity."""

    name: str
    label: str
    region: str
    days: Days


def municipality_of(entry: Content) -> Municipality:
    periods = [
        Period(day_of_year(one["day"]), first_day(one["valid_from"]), first_day(one["valid_to"]))
        for one in entry["holidays"]
        if one["grade"] in TOLD_AS_FACT
    ]
    return Municipality(entry["name"], entry["label"], entry["region"], Dated.of(periods, name=entry["label"]))


def day_of_year(text: str) -> tuple[int, int]:
    day = read_day(f"{LEAP_YEAR}-{text}")
    return day.month, day.day


def first_day(text: str | None) -> datetime.date | None:
    return read_day(text) if text else None


def all_municipalities() -> dict[str, Municipality]:
    """Every municipality of every pack at hand, by name, in the order of the alphabet (names bear no accents)."""
    entries = [
        entry
        for pack in packs().values()
        if (pack.room, pack.kind) == ("desks", "holidays")
        for entry in pack.content["municipalities"]
    ]
    return {one.name: one for one in sorted(map(municipality_of, entries), key=lambda one: one.name)}


def days_of(name: str) -> Days:
    found = all_municipalities().get(name) if name else None
    return found.days if found else NO_DAYS


def work_of(one: Municipality) -> WorkCalendar:
    return WorkCalendar(one.region if one.region in REGIONS else "", one.days)


def check_holidays(content: Content) -> list[tuple[str, str]]:
    """Every day is one of the calendar, and no two periods of one municipality share a day."""
    return list(faults_of(content))


def faults_of(content: Content) -> Iterator[tuple[str, str]]:
    for place, entry in enumerate(content["municipalities"]):
        try:
            municipality_of(entry)
        except RuleRefused as error:
            yield f"municipalities[{place}].holidays", refusal_words(error)


def run_case(pack: Pack, case: Content) -> dict[str, Any]:
    """A day in a municipality: whether it is a holiday there, and the first working day from it on."""
    known = {entry["name"]: entry for entry in pack.content["municipalities"]}
    if case["municipality"] not in known:
        return {"unknown": case["municipality"]}
    work, day = work_of(municipality_of(known[case["municipality"]])), read_day(case["day"])
    return {"is_holiday": work.is_holiday(day), "working_day": next_working_day(day, work).isoformat()}


def prove(pack: Pack) -> Proofs:
    count = len(pack.content["municipalities"])
    return Proofs((), (_("{count} of the 308 municipalities have a holiday here").format(count=count),))


HOLIDAYS = PackSchema(
    room="desks",
    kind="holidays",
    fields={"municipalities": ListOf(item=MUNICIPALITY, at_least=1, unique_key="name")},
    check=check_holidays,
    run_case=run_case,
    prove=prove,
)
