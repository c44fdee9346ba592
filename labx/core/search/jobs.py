"""Every night search learns everything anew: rooms switched on meanwhile, records changed by hand."""

from procrastinate.contrib.django import app


@app.periodic(cron="41 3 * * *")
@app.task(name="labx.core.search.rebuild", queueing_lock="labx.core.search.rebuild")
def rebuild_index(timestamp: int) -> None:
    from labx.core.search.index import rebuild

    rebuild()
