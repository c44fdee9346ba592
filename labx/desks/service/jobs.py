"""The worker's part: every night, the weeks that are over."""

from procrastinate.contrib.django import app


@app.periodic(cron="20 2 * * *")
@app.task(name="labx.desks.service.publish_weeks", queueing_lock="labx.desks.service.publish_weeks")
def publish_weeks(timestamp: int) -> None:
    from labx.core.actors import system
    from labx.desks.service import publishing

    publishing.publish_weeks(by=system("desks"))
