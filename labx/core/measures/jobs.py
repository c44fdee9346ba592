"""What the worker does for measures without being asked."""

from django.db import close_old_connections
from procrastinate.contrib.django import app

from labx.core.measures.keep import refresh


@app.periodic(cron="* * * * * */20")
@app.task(name="measures.refresh", queueing_lock="measures.refresh")
def refresh_all(timestamp: int) -> None:
    """Every declared measure, three times a minute: pages show numbers that are at most that old."""
    close_old_connections()
    refresh(wait=False)
