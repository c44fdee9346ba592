"""The worker's part: every morning, ask the owners whose follow-up is due."""

from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


@app.task(name="labx.delivery.ask", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def ask_one(follow_up: str) -> None:
    from labx.portfolio.delivery.asking import ask

    ask(UUID(follow_up))


@app.periodic(cron="23 8 * * *")
@app.task(name="labx.delivery.ask_due", queueing_lock="labx.delivery.ask_due")
def ask_due(timestamp: int) -> None:
    from labx.portfolio.delivery.asking import to_ask

    for key in to_ask(timezone.now()).values_list("pk", flat=True):
        ask_one.defer(follow_up=str(key))
