"""The worker's part: whoever left an address is told that their appointment changed."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


@app.task(name="labx.desks.counter.tell", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def tell_one(appointment: str) -> None:
    from labx.desks.counter.booking.mail import send_one

    send_one(UUID(appointment))
