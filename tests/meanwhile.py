"""Two writes at the same moment: the second begins before the first has committed."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

LONGEST_SECONDS = 20
IS_WAITING = "SELECT count(*) FROM pg_locks WHERE pid = %s AND NOT granted"


class Second(threading.Thread):
    """The second writer, on a connection of its own; `outcome` is what it gave, or what stopped it."""

    def __init__(self, write: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self.write, self.pid, self.outcome = write, 0, None

    def run(self) -> None:
        try:
            connection.ensure_connection()
            self.pid = connection.connection.info.backend_pid
            self.outcome = self.write()
        except Exception as error:  # the test looks at it
            self.outcome = error
        finally:
            connection.close()

    def is_waiting(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(IS_WAITING, [self.pid])
            return cursor.fetchone()[0] > 0


def meanwhile(first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
    """What both gave, or the error that ended the second. The first commits once the second waits or is over."""
    other = Second(second)
    with transaction.atomic():
        done = first()
        other.start()
        deadline = time.monotonic() + LONGEST_SECONDS
        while other.is_alive() and not other.is_waiting() and time.monotonic() < deadline:
            time.sleep(0.02)
    other.join(LONGEST_SECONDS)
    assert not other.is_alive(), "The second writer never ended."
    return done, other.outcome
