"""The one place where the laboratory's counters are worked out: pages, files, interface and documents ask here."""

import datetime as dt
import time
from dataclasses import dataclass, replace
from typing import Literal

import narwhals as nw
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import rooms
from labx.core.disclosure import may_be_shown
from labx.core.events.declare import event_type
from labx.core.events.reader import one_snapshot
from labx.core.events.snapshot import Snapshot
from labx.core.measures.compute import Result, grouped, narrowed, parts
from labx.core.measures.current import current_all
from labx.core.measures.declare import Measure, checked, measures
from labx.core.pages.numbers import DesignGrade, NumberCard
from labx.portfolio.figures import jobs
from labx.portfolio.figures.narrowing import Narrowing

KEPT_SECONDS, WORTH_COUNTING_AGAIN = 60, 40
COUNTS = ("count", "unique_subjects")
Reason = Literal["", "few", "undivided"]
Kept = dict[str, tuple[int | None, dt.datetime, Reason]]


@dataclass(frozen=True)
class Counted:
    """A counter's value, or why there is none to show: too few people, or nothing to divide it by."""

    measure: Measure
    value: int | None
    cut_off: dt.datetime
    why_not: Reason = ""

    @property
    def number_card(self) -> NumberCard | None:
        if self.value is None:
            return None
        return NumberCard(
            value=self.value,
            label=str(self.measure.title),
            definition=f"{self.measure.definition} {self.dedupe}",
            denominator=_("Everything in this laboratory's event log"),
            cutoff=timezone.localdate(self.cut_off),
            source=_("Event log of %(lab)s") % {"lab": settings.LABX_NAME},
            design=DesignGrade.NONE,
            no_interval_because=_("A count, not an estimate."),
        )

    @property
    def dedupe(self) -> str:
        if self.measure.aggregation == "count":
            return _("Each time counts.")
        return _("Whoever or whatever comes again counts once.")

    @property
    def told(self) -> str:
        return {
            "": "",
            "few": _("Not shown: so few people could be recognised."),
            "undivided": _("Not divided this way."),
        }[self.why_not]


def counters() -> list[Measure]:
    """The declared measures that count something, without a ratio."""
    return [one for one in measures().values() if one.aggregation in COUNTS and not one.denominator]


def count_all(narrowing: Narrowing) -> list[Counted]:
    """Every counter in this part of the log, at most a minute old."""
    if narrowing.is_whole:
        return [whole(result) for result in current_all(counters())]
    counted_at, kept = cache.get(key_of(narrowing)) or (0.0, {})
    if kept.keys() != {one.name for one in counters()}:
        kept = count_again(narrowing)
    elif time.time() - counted_at > WORTH_COUNTING_AGAIN and cache.add(f"{key_of(narrowing)}:turn", True, KEPT_SECONDS):
        jobs.count_again.defer(**narrowing.as_data())  # nobody waits for it: what is kept is not a minute old
    return [Counted(one, *kept[one.name]) for one in counters()]


def count_again(narrowing: Narrowing) -> Kept:
    began, wanted = time.time(), counters()
    with one_snapshot(*{one.event for one in wanted}) as log:
        found = [count(log, one, narrowing) for one in wanted]
    kept: Kept = {one.measure.name: (one.value, one.cut_off, one.why_not) for one in found}
    cache.set(key_of(narrowing), (began, kept), KEPT_SECONDS)
    cache.delete(f"{key_of(narrowing)}:turn")
    return kept


def key_of(narrowing: Narrowing) -> str:
    return f"figures:{narrowing.address}"


def whole(result: Result) -> Counted:
    return judged(result.measure, int(result.numerator), result.cut_off, [])


def count(log: Snapshot, measure: Measure, narrowing: Narrowing) -> Counted:
    cut_off = min(log.taken_at, narrowing.ends or log.taken_at)
    if not divides(measure, narrowing):
        return Counted(measure, None, cut_off, "undivided")
    own = value_of(log, measure, narrowing)
    around = [value_of(log, measure, wider) for wider in narrowing.widened()] if counts_people(measure) else []
    if counts_people(measure):
        around += neighbours(log, measure, narrowing, own)
    return judged(measure, own, cut_off, around)


def judged(measure: Measure, value: int, cut_off: dt.datetime, around: list[int]) -> Counted:
    if counts_people(measure) and not may_be_shown(value, within=around):
        return Counted(measure, None, cut_off, "few")
    return Counted(measure, value, cut_off)


def counts_people(measure: Measure) -> bool:
    return event_type(measure.event).unit == "person"


def divides(measure: Measure, narrowing: Narrowing) -> bool:
    """What belongs to no project (entities, the panel of participants) is divided by its own keys only."""
    home = rooms.room(measure.event.partition(".")[0])
    if home is None or home.part_of != "people":
        return True
    keys = event_type(measure.event).context
    asked = {"project": narrowing.project, "stage": narrowing.stage}
    places = {"district": narrowing.district, "level": narrowing.level}
    return not any(asked.values()) and all(name in keys for name, value in places.items() if value)


def events_of(log: Snapshot, measure: Measure, narrowing: Narrowing) -> nw.LazyFrame:
    """The very events a counter is made of: what is counted, and what a reader is shown behind it."""
    frame = narrowed(checked(measure), log.events(measure.event))
    conditions = [nw.col(name) == nw.lit(value) for name, value in own_keys(measure, narrowing).items()]
    if narrowing.begins:
        conditions.append(nw.col("time") >= nw.lit(narrowing.begins))
    if narrowing.ends:
        conditions.append(nw.col("time") < nw.lit(narrowing.ends))
    rest = replace(narrowing, **dict.fromkeys(own_keys(measure, narrowing), ""))
    if (chosen := rest.project_ids()) is not None:
        conditions.append(nw.col("project").is_in(sorted(chosen)) if chosen else nw.col("project").is_null())
    return frame.filter(*conditions) if conditions else frame


def own_keys(measure: Measure, narrowing: Narrowing) -> dict[str, str]:
    """Places that the events themselves name; the others are those of the project's entities."""
    keys = event_type(measure.event).context
    places = {"district": narrowing.district, "level": narrowing.level}
    return {name: value for name, value in places.items() if value and name in keys}


def value_of(log: Snapshot, measure: Measure, narrowing: Narrowing) -> int:
    found = grouped(measure, events_of(log, measure, narrowing), by=())
    return int(parts(measure, found[()])[0])


def neighbours(log: Snapshot, measure: Measure, narrowing: Narrowing, own: int) -> list[int]:
    """The next larger counts of a longer period: reading month after month must not show who came in one of them."""
    found = []
    if narrowing.ends:
        later = first_times(log, measure, replace(narrowing, until=None), nw.col("time").min())
        later = later.filter(nw.col("time") >= nw.lit(narrowing.ends))
        found.append(own + of_one_month(later, nw.col("time").min()))
    if narrowing.begins:
        earlier = first_times(log, measure, replace(narrowing, since=None), nw.col("time").max())
        earlier = earlier.filter(nw.col("time") < nw.lit(narrowing.begins))
        found.append(own + of_one_month(earlier, nw.col("time").max()))
    return found


def first_times(log: Snapshot, measure: Measure, wider: Narrowing, time: nw.Expr) -> nw.LazyFrame:
    """When each event, or each subject for the first or the last time, came to count."""
    frame = events_of(log, measure, wider)
    return frame.group_by("subject").agg(time.alias("time")) if measure.aggregation == "unique_subjects" else frame


def of_one_month(beyond: nw.LazyFrame, edge: nw.Expr) -> int:
    """How many come with the nearest month that has any."""
    ((when,),) = beyond.select(edge.alias("time")).collect().rows()
    if when is None:
        return 0
    month = Narrowing(since=timezone.localtime(when).date().replace(day=1), until=timezone.localtime(when).date())
    of_month = (nw.col("time") >= nw.lit(month.begins)) & (nw.col("time") < nw.lit(month.ends))
    return int(beyond.filter(of_month).select(nw.len()).collect().rows()[0][0])
