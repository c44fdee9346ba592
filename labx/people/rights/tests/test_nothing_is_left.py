"""Sixty strings of one person, in every field there is: none in dump, files, lake, media, logs or a restored backup."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.environment import ROOT
from labx.core.backup.database import major
from labx.core.postgres.binaries import client
from labx.core.postgres.launcher import ensure_running
from labx.core.postgres.place import place_of
from labx.people.rights.tests.canaries import FORMS, NAME, OWN, canaries
from tests.traces import traces_below, traces_in

LABX = [sys.executable, "-c", "from labx.core.cli import main; main()"]
AT_LEAST = 60


class Laboratory:
    """A folder of its own with a PostgreSQL of its own."""

    def __init__(self, var: Path) -> None:
        self.var = var

    def run(self, *command: str) -> str:
        environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL"}}
        environment |= {"LABX_VAR": str(self.var), "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        (self.var / "log").mkdir(exist_ok=True)
        with (self.var / "log" / "labx.log").open("a") as log:
            log.write(done.stderr)
        return done.stdout

    def stage(self, name: str) -> dict:
        said = self.run(sys.executable, "-m", "labx.people.rights.tests.canaries", name)
        return json.loads(said.splitlines()[-1])

    def labx(self, *words: str) -> str:
        return self.run(*LABX, *words)

    def dump(self) -> bytes:
        dsn = ensure_running(self.var)
        with psycopg.connect(dsn) as connection:
            program, _version = client("pg_dump", major(connection))
        done = subprocess.run([str(program), "--dbname", dsn], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def raw(self) -> Path:
        return place_of(self.var, "postgres").data


@pytest.fixture
def laboratory() -> Iterator[Laboratory]:
    from labx.core.postgres.launcher import stop

    folder = Path(tempfile.mkdtemp(prefix="labx-canary-"))
    folder.chmod(0o755)
    yield Laboratory(folder)
    stop(folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.slow
def test_nothing_of_an_erased_person_is_left_anywhere(laboratory: Laboratory) -> None:
    sown = laboratory.stage("sow")
    assert sown["cells"] + len(OWN) >= AT_LEAST
    backup = laboratory.var.with_name(f"{laboratory.var.name}.backup")
    laboratory.labx("backup", str(backup))
    before = traces_in(laboratory.dump(), canaries())
    assert len({trace.rpartition(" (")[0] for trace in before}) >= len(FORMS), before  # the search does find
    assert traces_below(laboratory.raw(), [NAME]) and traces_below(laboratory.var / "media", [NAME])

    erased = laboratory.stage("erase")
    assert erased["done"] and erased["same"] and not erased["faults"], erased
    assert not erased["frozen"], erased
    assert not traces_in(laboratory.dump(), canaries())
    laboratory.labx("rights", "scrub")
    assert not everywhere(laboratory)

    laboratory.labx("restore", str(backup), "--force-name", "labx")
    backup.unlink()
    # The register holds digests: a name that only the officer knew must be looked for again (docs/how-to/erase.md).
    known = [text for text in canaries() if "Quimbomb" not in text]
    assert not traces_in(laboratory.dump(), known)
    laboratory.labx("rights", "scrub")
    assert not [trace for trace in everywhere(laboratory) if "Quimbomb" not in trace]
    assert "1 erasures" in laboratory.labx("rights", "register")


def everywhere(laboratory: Laboratory) -> list[str]:
    """The database's files, the lake, media, logs, register: all of the folder but keys and static files."""
    found = traces_below(laboratory.var, canaries(), without={"static"})
    if not laboratory.raw().is_relative_to(laboratory.var):
        found += traces_below(laboratory.raw(), canaries())
    return found


def test_the_search_sees_every_way_of_writing() -> None:
    """Or finding nothing would mean nothing."""
    import base64
    import gzip
    import zlib
    from urllib.parse import quote

    text = OWN[3]
    ways = [text.encode(), text.encode("utf-16-le"), text.encode("latin-1"), text.encode().hex().encode()]
    ways += [quote(text).encode(), json.dumps({"a": text}).encode(), gzip.compress(text.encode())]
    ways += [b"abc" + zlib.compress(b"antes " + text.encode())]
    ways += [base64.b64encode(b"x" * before + text.encode()) for before in range(3)]
    for way in ways:
        assert traces_in(b"antes " + way + b" depois", [text]), way
    assert not traces_in(b"nada disto", [text])
