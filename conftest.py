"""Before any test: a PostgreSQL and folders of their own, Portuguese compiled, no network but loopback."""

import atexit
import gc
import os
import shutil
import sys
import tempfile
from pathlib import Path

import django
import hypothesis
import psycopg
import pytest
from django.db.models.signals import post_migrate
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from config.environment import ROOT
from labx.core.postgres.launcher import ensure_running
from tools.compile_messages import compile_all

pytest.register_assert_rewrite("tests")
pytest_plugins = ["tests.browser", "labx.core.jobs.testing"]
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
KEPT_VARIABLES = {"LABX_POSTGRES_BIN", "LABX_CHROMIUM", "LABX_TAKE_PICTURES"}
LOOPBACK = ("127.", "::1", "localhost", "::ffff:127.", "0.0.0.0")  # noqa: S104 - recognised, not bound


def own_folder() -> Path:
    """A temporary LABX_VAR: one for the run, and one below it for each worker."""
    if WORKER:
        return Path(os.environ["LABX_VAR"]) / WORKER
    folder = Path(tempfile.mkdtemp(prefix="labx-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def own_database() -> str:
    """A database name of this run's on the test server, so that two runs at once never meet."""
    server = ensure_running(ROOT / "var" / "test", durable=False)
    drop_left_over(server)
    parts = conninfo_to_dict(server)
    return make_conninfo(**{**parts, "dbname": f"labx_{os.getpid()}"})


def drop_left_over(server: str) -> None:
    """Remove the databases of runs that were killed."""
    with psycopg.connect(server, autocommit=True) as connection:
        names = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_labx\\_%'").fetchall()
        for (name,) in names:
            pid = name.split("_")[2]
            if pid.isdigit() and not is_alive(int(pid)):
                drop = psycopg.sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")  # a child may have outlived its run
                connection.execute(drop.format(psycopg.sql.Identifier(name)))


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def prepare_environment() -> None:
    """Nothing of the developer's own settings reaches a test, but for the database where one is named."""
    folder = own_folder()
    for name in [name for name in os.environ if name.startswith("LABX_") and name not in KEPT_VARIABLES]:
        del os.environ[name]
    os.environ["LABX_VAR"] = str(folder)
    (folder / "static").mkdir(parents=True)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    if not WORKER:
        compile_all()
        os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL") or own_database()


def refuse_network(event: str, arguments: tuple) -> None:
    """Audit hook: a connection or a look-up that leaves this machine is an error."""
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if not name.startswith(LOOPBACK):
        raise RuntimeError(f"A test tried to reach {name}: tests use no network but loopback.")


prepare_environment()
django.setup()
sys.addaudithook(refuse_network)
hypothesis.settings.register_profile("labx", deadline=None, print_blob=True)
hypothesis.settings.load_profile("labx")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What walks the whole house takes minutes: begun last, it would run alone."""
    items.sort(key=lambda item: ROOT / "tests" not in item.path.parents)


def pytest_collection_finish() -> None:
    """What collecting made stays to the end: the collector of garbage need not look through it again and again."""
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Django's own, but emptied tables stay empty: nothing here reads its rights and types, and they take a second."""
    post_migrate.receivers.clear()


@pytest.fixture
def database_url(db: None) -> str:
    """The address of the test database, for programs that a test starts."""
    from django.db import connection

    return make_conninfo(**{**conninfo_to_dict(os.environ["DATABASE_URL"]), "dbname": connection.settings_dict["NAME"]})
