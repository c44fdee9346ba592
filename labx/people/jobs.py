"""The worker's part of people: invitations leave by it, so that a mail server that is away stops nobody."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


@app.task(name="labx.people.mail_invitation", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def mail_invitation(invitation: str) -> None:
    from labx.people.invitations import deliver

    deliver(UUID(invitation))
