"""Generated cases of any desk, complete or not."""

import datetime
from random import Random

from labx.rules.dated import Dated, Period
from labx.rules.facts import Kind

FIRST_DAY = datetime.date(2020, 1, 1).toordinal()
LAST_DAY = datetime.date(2040, 12, 31).toordinal()


def any_day(random):
    return datetime.date.fromordinal(random.randint(FIRST_DAY, LAST_DAY))


def any_moment(random):
    hour = datetime.time(random.randrange(24), random.randrange(60))
    return datetime.datetime.combine(any_day(random), hour, datetime.UTC)


def any_value(fact, random):
    if fact.type.dated:
        return Dated.of([Period(random.choice(fact.type.options), any_day(random))], name=fact.name)
    return {
        Kind.BOOL: lambda: random.random() < 0.5,
        Kind.NUMBER: lambda: float(random.choice([0, 1, 2, 12, 17, 18, 21, 22, 24, 27, 35, 36, 72, 101])),
        Kind.CODE: lambda: random.choice(fact.type.options),
        Kind.DATE: lambda: any_day(random),
        Kind.TIMESTAMP: lambda: any_moment(random),
    }[fact.type.kind]()


def any_case(schema, random, *, known=1.0):
    return {name: any_value(fact, random) for name, fact in schema.items() if random.random() < known}


def many_cases(schema, count, seed, *, known=1.0):
    random = Random(seed)
    return [any_case(schema, random, known=known) for _ in range(count)]
