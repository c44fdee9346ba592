"""The worker's part of the notices."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


@app.task(name="labx.core.notices.mail", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def mail_at_once(notice: str) -> None:
    from labx.core.notices.mail import send_one

    send_one(UUID(notice))


@app.periodic(cron="0 7 * * *")
@app.task(name="labx.core.notices.digest", queueing_lock="labx.core.notices.digest")
def mail_digests(timestamp: int) -> None:
    from labx.core.notices.mail import send_digests

    send_digests()
