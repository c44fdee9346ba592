"""A plan made again by other means: Python's own parser, truth tables, and days counted one by one."""

import ast
import datetime
import operator
import re
from functools import cache

import holidays

DAY = datetime.timedelta(days=1)
THREE = (True, False, None)
AND = {
    (one, other): False if False in (one, other) else None if None in (one, other) else True
    for one in THREE
    for other in THREE
}
OR = {
    (one, other): True if True in (one, other) else None if None in (one, other) else False
    for one in THREE
    for other in THREE
}
NOT = {True: False, False: True, None: None}
COMPARE = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda one, other: one in other,
}


def as_python(text):
    """CEL without `? :` as Python; texts hold none of these signs."""
    text = text.replace("&&", " and ").replace("||", " or ")
    text = re.sub(r"!(?!=)", " not ", text)
    return re.sub(r"\btrue\b", "True", re.sub(r"\bfalse\b", "False", text)).strip().replace("\n", " ")


@cache
def parsed(text):
    return ast.parse(as_python(text), mode="eval").body


written = cache(ast.unparse)
kind_of = cache(lambda node_type: node_type.__name__.lower())


class Slow:
    """Facts, and what names stand for."""

    def __init__(self, facts, defined):
        self.facts, self.defined = facts, defined

    def value(self, text):
        return self.node(parsed(text))

    def node(self, node):
        return getattr(self, kind_of(type(node)))(node)

    def boolop(self, node):
        table = AND if isinstance(node.op, ast.And) else OR
        values = [self.node(item) for item in node.values]
        while len(values) > 1:
            values = [table[values[0], values[1]], *values[2:]]
        return values[0]

    def unaryop(self, node):
        value = self.node(node.operand)
        if isinstance(node.op, ast.Not):
            return NOT[value]
        return None if value is None else -value

    def compare(self, node):
        one, other = self.node(node.left), self.node(node.comparators[0])
        if one is None or other is None:
            return None
        return COMPARE[type(node.ops[0])](one, other)

    def constant(self, node):
        return node.value

    def list(self, node):
        return [self.node(item) for item in node.elts]

    def name(self, node):
        return self.fact(node.id)

    def attribute(self, node):
        return self.fact(written(node))

    def fact(self, name):
        return self.value(f"({self.defined[name]})") if name in self.defined else self.facts.get(name)

    def call(self, node):
        values = [self.node(item) for item in node.args]
        if None in values:
            return None
        name = node.func.id
        if name == "date":
            return datetime.date.fromisoformat(values[0])
        first, last = values
        if name == "days_between":
            return (last - first).days
        return {"years_between": years, "months_between": months}[name](first, last)


def months(first, last):
    """How often the day of the month came round, one month after the other; only for days not far apart."""
    passed = (last.year - first.year) * 12 + last.month - first.month
    return passed - 1 if last.day < first.day else passed


def years(first, last):
    return months(first, last) // 12


def walk_to_month(day, count, wanted_day):
    """Day by day until the month has changed `count` times, then on to the day wanted or the month's last."""
    while count > 0:
        day += DAY
        count -= day.day == 1
    day = day.replace(day=1)
    while day.day < wanted_day and (day + DAY).day != 1:
        day += DAY
    return day


def is_working(day, region):
    subdivision = {"azores": "20", "madeira": "30"}.get(region)
    return day.weekday() < 5 and day not in holidays.country_holidays("PT", subdiv=subdivision, years=day.year)


def walk_days(day, amount, _region):
    for _ in range(amount):
        day += DAY
    return day


def walk_working_days(day, amount, region):
    while amount:
        day += DAY
        amount -= is_working(day, region)
    return day


def walk_years(day, amount, closes):
    while amount:
        amount -= (day + DAY).year > day.year
        day += DAY
    while f"{day:%m-%d}" != closes:
        day += DAY
    return day


WALKS = {
    "days": walk_days,
    "working_days": walk_working_days,
    "end_of_month": lambda day, amount, _region: walk_to_month(day, amount, 31),
    "months_from_next_first": lambda day, amount, _region: walk_to_month(day, amount, 31),
    "months": lambda day, amount, _region: walk_to_month(day, amount, day.day),
    "years": lambda day, amount, _region: walk_to_month(day, amount * 12, day.day),
}


@cache
def by_day(counting, amount, closes, day, region):
    if counting == "yearly":
        return walk_years(day, amount, closes)
    return WALKS[counting](day, amount, region)


def slow_facts(content, answers):
    defined = {entry["name"]: entry["is"] for entry in content.get("defined") or ()}
    facts = {}
    for entry in content["facts"]:
        name = entry["name"]
        gate = Slow(facts, defined).value(entry["asked_if"]) if entry.get("asked_if") else True
        value = {True: answers.get(name), False: entry.get("otherwise"), None: None}[gate]
        if value is not None:
            facts[name] = value
    return facts, defined


def slow_standings(content, answers):
    """For each procedure: whether it applies (None where open) and its last day, hours left out."""
    facts, defined = slow_facts(content, answers)
    region = facts.get(content.get("region") or "")
    found = {}
    for entry in content["procedures"]:
        applies = Slow(facts, defined).value(entry["applies"])
        days = []
        for limit in entry.get("time_limits") or () if applies is not False else ():
            if limit.get("applies") and Slow(facts, defined).value(limit["applies"]) is not True:
                continue
            for reading in limit.get("readings") or () if limit["grade"] in {"A", "A-", "B"} else ():
                starts = [facts[name] for name in reading["from"] if name in facts]
                if starts and not reading["counting"].startswith("hours"):
                    start = starts[0]
                    day = start.date() if hasattr(start, "hour") else start
                    rule = reading["counting"], reading.get("amount") or 0, reading.get("closes")
                    days.append(by_day(*rule, day, region))
        found[entry["name"]] = (applies, min(days, default=None))
    return found
