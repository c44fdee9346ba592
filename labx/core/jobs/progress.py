"""What a running job says of itself, outside its own transaction, and where it learns that it should stop."""

import time
from typing import Protocol
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper

PAUSE_SECONDS = 0.5


class Told(Protocol):
    """Hears how far the work is: the `say` of a job, or `silent`. Raises to stop it."""

    def __call__(self, *, done: int, total: int | None = None, message: str) -> None: ...


def silent(*, done: int, total: int | None = None, message: str) -> None:
    """Nobody waits."""


class Cancelled(Exception):
    """Somebody asked the job to stop; raised by `say`, a point at which stopping is safe."""


class Progress:
    """Writes through a connection of its own, so that a job in one long transaction is seen to move."""

    def __init__(self, job: UUID, connection: BaseDatabaseWrapper) -> None:
        self.job = job
        self.connection = connection
        self.said = (0, None, "")
        self.next_at = 0.0

    def say(self, *, done: int | None = None, total: int | None = None, message: str | None = None) -> None:
        """Tell how far the work is. Cheap enough for a loop: it writes twice a second at most."""
        before = self.said
        self.said = (
            before[0] if done is None else done,
            before[1] if total is None else total,
            before[2] if message is None else str(message)[:500],
        )
        if time.monotonic() >= self.next_at or self.said[2] != before[2]:
            self.write()

    def write(self) -> None:
        self.next_at = time.monotonic() + PAUSE_SECONDS
        with self.connection.cursor() as cursor:
            cursor.execute(
                "UPDATE jobs_job SET done = %s, total = %s, message = %s WHERE id = %s RETURNING cancel_asked",
                [*self.said, self.job],
            )
            row = cursor.fetchone()
        if row is None or row[0]:
            raise Cancelled
