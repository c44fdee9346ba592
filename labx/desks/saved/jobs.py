"""The worker's part: every morning, the reminders of the day."""

from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


@app.task(name="labx.desks.saved.remind", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def remind_one(reminder: str) -> None:
    from labx.desks.saved.mail import send_one

    send_one(UUID(reminder))


@app.periodic(cron="40 8 * * *")
@app.task(name="labx.desks.saved.remind_due", queueing_lock="labx.desks.saved.remind_due")
def remind_due(timestamp: int) -> None:
    from labx.desks.saved.models import Reminder

    for key in Reminder.objects.filter(on__lte=timezone.localdate()).values_list("pk", flat=True):
        remind_one.defer(reminder=str(key))
