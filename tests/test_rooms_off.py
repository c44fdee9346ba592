"""The house stands with any one of its rooms switched off."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

PROGRAM = """
import django, pytest
django.setup()
from django.core.management import call_command
from django.conf import settings
from django.test import Client
from labx.core import rooms
call_command("check", fail_level="WARNING")
assert rooms.room({room!r}) is None and {room!r} not in settings.ROOMS
for address in ("/", "/projetos/", "/estilo/", "/conta/entrar/"):
    answer = Client(SERVER_NAME="localhost").get(address)
    assert answer.status_code in (200, 302), (address, answer.status_code)
print("stands")
"""


@pytest.mark.django_db
@pytest.mark.parametrize("room", settings.ROOMS)
def test_the_house_stands_without(room: str, database_url: str) -> None:
    environment = {**os.environ, "LABX_ROOMS_OFF": room, "DATABASE_URL": database_url}
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(room=room)], env=environment, capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0 and "stands" in run.stdout, run.stderr[-2000:]
