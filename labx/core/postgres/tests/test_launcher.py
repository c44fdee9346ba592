"""The embedded server: starts, is shared, survives, and says why when it cannot."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest

from labx.core.postgres import binaries, launcher, place
from labx.core.postgres.errors import PostgresUnavailable

ROOT = Path(__file__).parents[4]
USER_PROCESS = """
import sys, pathlib
from labx.core.postgres.launcher import ensure_running
print(ensure_running(pathlib.Path(sys.argv[1]), durable=False), flush=True)
sys.stdin.readline()
"""
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another user")


def another_user(var: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", USER_PROCESS, str(var)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def server(var: Path) -> psutil.Process:
    data = launcher.place_of(var, "postgres").data
    return psutil.Process(int((data / "postmaster.pid").read_text().split()[0]))


def kill_everything(var: Path) -> None:
    postmaster = server(var)
    for process in [postmaster, *postmaster.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def test_serves_a_private_socket_with_what_labx_needs(var: Path) -> None:
    dsn = launcher.ensure_running(var, durable=False)
    with psycopg.connect(dsn, autocommit=True) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = 'labx'").fetchone() == (False,)
        for extension in ("unaccent", "pg_trgm"):
            connection.execute(f"CREATE EXTENSION {extension}")  # type: ignore[call-overload]
        assert connection.execute("SELECT lower(unaccent('ÉVORA'))").fetchone() == ("evora",)
        assert connection.execute("SELECT similarity('lisboa', 'lisboa')").fetchone() == (1.0,)
    where = launcher.place_of(var, "postgres")
    assert where.data.stat().st_mode & 0o777 == 0o700
    assert where.socket.stat().st_mode & 0o777 == 0o700


def test_ordinary_start_is_durable(var: Path) -> None:
    with psycopg.connect(launcher.ensure_running(var)) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            assert connection.execute(f"SHOW {setting}").fetchone() == ("on",)  # type: ignore[call-overload]


def test_keeps_no_personal_data_in_the_log(var: Path) -> None:
    with psycopg.connect(launcher.ensure_running(var, durable=False), autocommit=True) as connection:
        connection.execute("CREATE TABLE people (name text PRIMARY KEY)")
        connection.execute("INSERT INTO people VALUES ('Maria da Silva')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO people VALUES ('Maria da Silva')")
    log = (var / "log" / "postgres.log").read_text()
    assert "duplicate key" in log
    assert "Maria" not in log


def test_kill_of_everything_loses_no_committed_row(var: Path) -> None:
    for number in range(3):
        with psycopg.connect(launcher.ensure_running(var), autocommit=True) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
            connection.execute("INSERT INTO kept VALUES (%s)", [number])
            rows = connection.execute("SELECT number FROM kept ORDER BY number").fetchall()
            assert rows == [(seen,) for seen in range(number + 1)]
        kill_everything(var)


def test_kill_of_the_postmaster_alone_is_recovered(var: Path) -> None:
    launcher.ensure_running(var, durable=False)
    server(var).kill()
    with psycopg.connect(launcher.ensure_running(var, durable=False)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_process_that_outlives_the_postmaster_for_ever_is_ended(var: Path) -> None:
    with psycopg.connect(launcher.ensure_running(var, durable=False)) as connection:
        stuck = psutil.Process(connection.info.backend_pid)
        stuck.suspend()
        assert launcher.is_whole(var)
        server(var).kill()
        psutil.wait_procs([stuck], timeout=1)
        assert launcher.is_running(var)
        assert not launcher.is_whole(var)
        with psycopg.connect(launcher.ensure_running(var, durable=False)) as again:
            assert again.execute("SELECT 1").fetchone() == (1,)


def test_stopping_ends_what_outlived_the_postmaster(var: Path) -> None:
    with psycopg.connect(launcher.ensure_running(var, durable=False)) as connection:
        psutil.Process(connection.info.backend_pid).suspend()
        server(var).kill()
        launcher.stop(var)
    assert not launcher.is_running(var)


def test_left_over_pid_file_with_the_number_of_a_living_program(var: Path) -> None:
    launcher.ensure_running(var, durable=False)
    pid_file = launcher.place_of(var, "postgres").data / "postmaster.pid"
    left_over = pid_file.read_text().split("\n", 1)[1]
    launcher.stop(var)
    pid_file.write_text(f"{os.getpid()}\n{left_over}")
    assert launcher.dsn_if_running(var) is None
    assert launcher.ensure_running(var, durable=False) == launcher.dsn_if_running(var)


def test_processes_that_start_together_share_one_server_and_the_last_stops_it(var: Path) -> None:
    users = [another_user(var) for _ in range(3)]
    answers = {user.stdout.readline().strip() for user in users if user.stdout}
    assert answers == {launcher.dsn_if_running(var)}
    for user in users:
        assert launcher.is_running(var)
        user.communicate("\n", timeout=60)
        assert user.returncode == 0
    assert not launcher.is_running(var)


def test_server_outlives_a_killed_user_and_is_stopped_by_the_next(var: Path) -> None:
    first = another_user(var)
    assert first.stdout and first.stdout.readline()
    first.send_signal(signal.SIGKILL)
    first.communicate()
    assert launcher.is_running(var)
    second = another_user(var)
    second.communicate("\n", timeout=60)
    assert not launcher.is_running(var)


def test_broken_setting_is_shown_from_the_log(var: Path) -> None:
    launcher.ensure_running(var, durable=False)
    launcher.stop(var)
    with (launcher.place_of(var, "postgres").data / "postgresql.conf").open("a") as configuration:
        configuration.write("no_such_setting = 1\n")
    with pytest.raises(PostgresUnavailable, match="no_such_setting"):
        launcher.ensure_running(var, durable=False)


def test_data_of_a_version_that_is_not_here(var: Path) -> None:
    data = var / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")
    with pytest.raises(PostgresUnavailable, match=r"belongs to PostgreSQL 9, but only .* `labx backup`"):
        launcher.ensure_running(var)


def test_no_programs_at_all(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "WHEELS", ("no_such_wheel",))
    monkeypatch.setattr(binaries, "SYSTEM", var)
    with pytest.raises(PostgresUnavailable, match=r"No PostgreSQL found.*DATABASE_URL"):
        launcher.ensure_running(var)


def test_chosen_folder_without_programs(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(binaries.CHOICE, str(var))
    with pytest.raises(PostgresUnavailable, match=r"LABX_POSTGRES_BIN=.* holds no PostgreSQL"):
        launcher.ensure_running(var)


def test_client_of_a_version_that_is_not_here() -> None:
    with pytest.raises(PostgresUnavailable, match=r"pg_dump of PostgreSQL 99 or newer.*postgresql-client-99"):
        binaries.client("pg_dump", 99)


def test_deep_folder_gets_a_short_socket_path(var: Path) -> None:
    deep = var / ("a-rather-long-name-" * 5)
    deep.mkdir(parents=True)
    with psycopg.connect(launcher.ensure_running(deep, durable=False)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    socket = launcher.place_of(deep, "postgres").socket
    assert len(str(socket / place.SOCKET_NAME)) <= place.LONGEST_SOCKET_PATH
    launcher.stop(deep)
    socket.rmdir()


def test_socket_folder_planted_by_someone_else(var: Path) -> None:
    launcher.ensure_running(var, durable=False)
    launcher.stop(var)
    socket = launcher.place_of(var, "postgres").socket
    socket.rmdir()
    socket.symlink_to(var)
    with pytest.raises(PostgresUnavailable, match="belongs to someone else"):
        launcher.ensure_running(var)


@only_root
def test_closed_folder_moves_the_data_elsewhere(var: Path) -> None:
    var.mkdir()
    var.chmod(0o700)
    with psycopg.connect(launcher.ensure_running(var, durable=False)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert launcher.place_of(var, "postgres").root.is_relative_to(place.ELSEWHERE)


@only_root
def test_folder_closed_after_the_data_was_made(var: Path) -> None:
    launcher.ensure_running(var, durable=False)
    launcher.stop(var)
    var.chmod(0o700)
    with pytest.raises(PostgresUnavailable, match=r"chmod o\+x"):
        launcher.ensure_running(var, durable=False)
    var.chmod(0o755)


@only_root
def test_programs_behind_a_closed_folder_are_copied(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = binaries.available()[0]
    assert launcher.ensure_running(var, durable=False)
    launcher.stop(var)
    account = launcher.place_of(var, "postgres").account
    with monkeypatch.context() as closed:
        closed.setattr(type(account), "can_cross", lambda *_: False)
        copied = binaries.reachable(real, account, var / "copies")
        made = copied.program("postgres").stat().st_ino
        assert binaries.reachable(real, account, var / "copies").program("postgres").stat().st_ino == made
    assert copied.folder.is_relative_to(var / "copies")
    assert account.run([copied.program("initdb"), "--version"]).startswith("initdb (PostgreSQL)")
