"""A writer: one event at a time, tried until it is acknowledged, then noted on disk."""

import http.client
import os
import random
import time
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from labx.core.events.publish import publish
from labx.core.ids import new_id
from tests.torture.room import PROJECT

PAUSE_SECONDS = 0.05
LONGEST_WORK_SECONDS = 0.005


def by_itself(number: UUID) -> bool:
    """The event's transaction has other work to do as well, so that events commit in another order than they began."""
    try:
        with transaction.atomic():
            publish(name="torture.hit", subject=number, project=PROJECT, context={"by": "writer"}, id=number)
            time.sleep(random.uniform(0, LONGEST_WORK_SECONDS))
    except DatabaseError:
        connection.close()
        return False
    return True


def by_the_server(port: int, number: UUID) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", f"/{number}")
        return line.getresponse().status == 201
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def main(acknowledged: str, port: str) -> None:
    file = os.open(acknowledged, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    while True:
        number = new_id()
        while not (by_the_server(int(port), number) if int(port) else by_itself(number)):
            time.sleep(PAUSE_SECONDS)
        os.write(file, f"{number}\n".encode())
        os.fsync(file)
