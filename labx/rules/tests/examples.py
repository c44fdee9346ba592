"""A schema with every type of fact, complete and incomplete facts for it, and conditions over it."""

import datetime

from hypothesis import strategies as st

from labx.rules.dated import Dated, Period
from labx.rules.facts import Fact, Kind, Type

COLOURS = ("red", "green", "blue")
TYPES = {
    "will": Type(Kind.BOOL),
    "asker.heir": Type(Kind.BOOL),
    "asker.paid": Type(Kind.BOOL),
    "age": Type(Kind.NUMBER),
    "children": Type(Kind.NUMBER),
    "paint": Type(Kind.CODE, COLOURS),
    "wall.paint": Type(Kind.CODE, COLOURS),
    "died": Type(Kind.DATE),
    "married": Type(Kind.DATE),
    "found": Type(Kind.TIMESTAMP),
    "status": Type(Kind.CODE, COLOURS, dated=True),
}
SCHEMA = {name: Fact(name, kind) for name, kind in TYPES.items()}

days = st.dates(datetime.date(2019, 12, 28), datetime.date(2024, 3, 2))
moments = st.builds(
    lambda day, hour: datetime.datetime.combine(day, hour.replace(microsecond=0), datetime.UTC), days, st.times()
)
whole = st.integers(-3, 3).map(float)


def dated_values(first, second, day):
    return Dated.of([Period(first, None, day), Period(second, day + datetime.timedelta(days=30), None)], name="status")


VALUES = {
    Kind.BOOL: st.booleans(),
    Kind.NUMBER: whole,
    Kind.CODE: st.sampled_from(COLOURS),
    Kind.DATE: days,
    Kind.TIMESTAMP: moments,
}
STATUSES = st.builds(dated_values, st.sampled_from(COLOURS), st.sampled_from(COLOURS), days)
ANSWERS = {name: STATUSES if kind.dated else VALUES[kind.kind] for name, kind in TYPES.items()}
complete_facts = st.fixed_dictionaries(ANSWERS)
some_facts = st.fixed_dictionaries({}, optional=ANSWERS)


def named(kind, *more):
    return st.sampled_from([name for name, found in TYPES.items() if found.kind == kind and not found.dated] + [*more])


day_terms = named(Kind.DATE) | days.map(lambda day: f'date("{day}")')
moment_terms = named(Kind.TIMESTAMP) | moments.map(
    lambda moment: f'timestamp("{moment.isoformat().replace("+00:00", "Z")}")'
)
code_terms = named(Kind.CODE) | st.sampled_from([f'"{colour}"' for colour in COLOURS])
SPANS = ["days_between", "months_between", "years_between"]
spans = st.builds(lambda call, one, other: f"{call}({one}, {other})", st.sampled_from(SPANS), day_terms, day_terms)
number_atoms = named(Kind.NUMBER) | whole.map(str) | spans | day_terms.map(lambda day: f"year({day})")
numbers = st.recursive(
    number_atoms,
    lambda inner: (
        st.builds(lambda one, sign, other: f"({one} {sign} {other})", inner, st.sampled_from("+-*"), inner)
        | inner.map(lambda one: f"-({one})")
    ),
    max_leaves=4,
)
EQUAL, ORDER = ["==", "!="], ["==", "!=", "<", "<=", ">", ">="]


def comparisons(terms, operators):
    return st.builds(lambda one, sign, other: f"{one} {sign} {other}", terms, st.sampled_from(operators), terms)


lists = st.lists(st.sampled_from(COLOURS), min_size=1, max_size=3).map(
    lambda codes: ", ".join(f'"{code}"' for code in codes)
)
atoms = (
    named(Kind.BOOL, "true", "false")
    | comparisons(numbers, ORDER)
    | comparisons(day_terms, ORDER)
    | comparisons(moment_terms, ORDER)
    | comparisons(code_terms, EQUAL)
    | st.builds(lambda code, codes: f"{code} in [{codes}]", code_terms, lists)
)


def conditions_of(parts):
    return st.recursive(
        parts,
        lambda inner: (
            st.builds(lambda one, sign, other: f"({one}) {sign} ({other})", inner, st.sampled_from(["&&", "||"]), inner)
            | inner.map(lambda one: f"!({one})")
            | st.builds(lambda one, yes, no: f"(({one}) ? ({yes}) : ({no}))", inner, inner, inner)
            | st.builds(lambda one, yes, no: f"(({one}) ? {yes} : {no}) > age", inner, numbers, numbers)
        ),
        max_leaves=8,
    )


conditions = conditions_of(atoms)
status_atoms = st.builds(lambda day, code: f"at(status, {day}) == {code}", day_terms, code_terms)
all_conditions = conditions_of(atoms | status_atoms)
