"""Weeks that are over go into the event log, once, and leave the table of the running week."""

from __future__ import annotations

import datetime as dt
from uuid import uuid5

from django.utils import timezone

from labx.core.actions import action, alone
from labx.core.actors import Actor
from labx.core.events.publish import NewEvent, publish_many
from labx.core.ids import LABORATORY
from labx.desks.service.counting import monday
from labx.desks.service.events import COUNTED, DESKS, subject_of
from labx.desks.service.models import WeekCount

A_DAY = dt.timedelta(days=1)  # whoever was in the middle of a page at midnight is counted


@action
def publish_weeks(*, by: Actor) -> int:
    """Every count whose week ended a day ago or earlier."""
    alone("service.publish_weeks")
    over = WeekCount.objects.select_for_update().filter(week__lt=monday(timezone.localdate() - A_DAY))
    rows = list(over)
    publish_many(event_of(row) for row in rows)
    WeekCount.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def event_of(row: WeekCount) -> NewEvent:
    """The same week gives the same event, so that publishing twice tells it once."""
    said = {"desk": row.desk, "version": row.version, "week": row.week.isoformat(), "what": row.what}
    last = dt.datetime.combine(row.week + 6 * A_DAY, dt.time(12), tzinfo=dt.UTC)
    return NewEvent(
        COUNTED,
        subject_of(row.desk),
        LABORATORY,
        said,
        float(row.amount),
        last,
        uuid5(DESKS, "|".join(said.values())),
    )
