"""What the worker does for the event log without being asked."""

import datetime as dt

from django.db import close_old_connections
from procrastinate.contrib.django import app

from labx.core.events.compaction import compact_all, sweep
from labx.core.events.merging import merge
from labx.core.events.models import HotEvent

ENOUGH_ROWS = 20_000
LONGEST_WAIT = dt.timedelta(minutes=5)


def is_due(now: dt.datetime) -> bool:
    """Whether compaction is worth a few files: many hot rows, or some that have waited for long."""
    if HotEvent.objects.filter(recorded_at__lt=now - LONGEST_WAIT).exists():
        return True
    return HotEvent.objects.all()[ENOUGH_ROWS : ENOUGH_ROWS + 1].exists()


@app.periodic(cron="* * * * * */30")
@app.task(name="events.compact", queueing_lock="events.compact")
def compact_when_due(timestamp: int) -> None:
    close_old_connections()
    if is_due(dt.datetime.fromtimestamp(timestamp, dt.UTC)):
        compact_all()


@app.periodic(cron="*/10 * * * *")
@app.task(name="events.merge", queueing_lock="events.merge")
def merge_and_sweep(timestamp: int) -> None:
    close_old_connections()
    merge()
    sweep()
