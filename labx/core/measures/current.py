"""The value of a measure for a page: at most a minute old, and it says how old."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from labx.core.measures.compute import Result, Sufficient, compute, parts
from labx.core.measures.declare import Measure, checked, measure
from labx.core.measures.keep import KEPT, oldest, refresh
from labx.core.measures.models import EVERYWHERE, KeptCount

OLDEST = dt.timedelta(seconds=60)
WORTH_A_REFRESH = dt.timedelta(seconds=40)


def current(asked: Measure | str, *, project: UUID | None = None) -> Result:
    """The kept value, refreshed here where no worker did. A median cannot be kept and is computed."""
    wanted = checked(measure(asked) if isinstance(asked, str) else asked)
    if wanted.aggregation not in KEPT:
        return compute(wanted, project=project)
    over = checked(measure(wanted.denominator)) if wanted.denominator else None
    needed = [one for one in (wanted, over) if one]
    refreshed_at = fresh(needed)
    numerator, denominator = parts(wanted, kept(wanted, project))
    if over:
        denominator = parts(over, kept(over, project))[0]
    return Result(wanted, numerator, denominator, refreshed_at, refreshed_at, project)


def current_all(asked: Iterable[Measure]) -> list[Result]:
    """The kept values of several measures without a ratio, in two queries however many they are."""
    wanted = [checked(one) for one in asked]
    refreshed_at = fresh(wanted)
    counts = KeptCount.objects.filter(measure_id__in=[one.name for one in wanted], project=EVERYWHERE)
    found = {count.measure_id: sufficient(count) for count in counts}
    return [
        Result(one, *parts(one, found.get(one.name, Sufficient())), refreshed_at, refreshed_at, None) for one in wanted
    ]


def fresh(needed: list[Measure]) -> dt.datetime:
    """When these were counted, after a refresh where that is too long ago; only one reader does the work."""
    age = oldest(needed)
    now = dt.datetime.now(dt.UTC)
    if age is None or now - age > WORTH_A_REFRESH:
        refresh(needed, wait=age is None or now - age > OLDEST, unless_since=now - WORTH_A_REFRESH)
        age = oldest(needed)
    return age or now


def kept(one: Measure, project: UUID | None) -> Sufficient:
    count = KeptCount.objects.filter(measure_id=one.name, project=project or EVERYWHERE).first()
    return sufficient(count) if count else Sufficient()


def sufficient(count: KeptCount) -> Sufficient:
    return Sufficient(
        count.events + count.hot_events, count.subjects + count.hot_subjects, count.total + count.hot_total
    )
