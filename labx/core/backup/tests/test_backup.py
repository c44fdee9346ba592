"""What was saved comes back whole, and nothing is replaced by accident."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from labx.core.backup import database, write
from labx.core.backup.manifest import DUMP, MANIFEST, BackupRefused
from labx.core.backup.tests.conftest import Laboratory, Servers, furnish
from labx.core.postgres import binaries, launcher
from labx.core.postgres.errors import PostgresUnavailable

Make = Callable[..., Laboratory]


def test_restored_laboratory_equals_the_saved_one(saved: Laboratory, laboratory: Make, tmp_path: Path) -> None:
    manifest = saved.save(tmp_path / "lab.backup")
    assert (tmp_path / "lab.backup").stat().st_mode & 0o777 == 0o600
    assert set(manifest.files) == {DUMP, "media/original.csv"} | {
        f"lake/date=2026-01-0{number + 1}/name=exposure/{number}.parquet" for number in range(3)
    }
    other = laboratory("other")
    other.restore(tmp_path / "lab.backup")
    assert other.content() == saved.content()
    assert len(saved.content()) == 2 + 3 + 1
    assert other.run("INSERT INTO person (name) VALUES ('next') RETURNING id") == [(501,)]
    with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
        other.run("DELETE FROM person")
    assert other.run("SELECT count(*) FROM pg_stat_user_tables WHERE last_analyze IS NOT NULL") == [(2,)]
    assert not list((other.var / "backup").glob("staging*"))


def test_keys_are_not_in_the_backup(saved: Laboratory, tmp_path: Path) -> None:
    (saved.var / "keys").mkdir()
    (saved.var / "keys" / "lab.key").write_text("secret")
    assert not [name for name in saved.save(tmp_path / "lab.backup").files if "key" in name]


def test_full_target_must_be_named(saved: Laboratory, laboratory: Make, tmp_path: Path) -> None:
    saved.save(tmp_path / "lab.backup")
    before = saved.content()
    saved.run("INSERT INTO person (name) VALUES ('after the backup')")
    for wrong in (None, "labx2"):
        with pytest.raises(BackupRefused, match=rf"{saved.name} \(2 tables\).*lake.*media.*--force-name {saved.name}"):
            saved.restore(tmp_path / "lab.backup", wrong)
    assert saved.content() != before
    saved.restore(tmp_path / "lab.backup", saved.name)
    assert saved.content() == before
    names = saved.run("SELECT datname FROM pg_database WHERE starts_with(datname, current_database())")
    assert names == [(saved.name,)]


def test_database_in_use_is_not_replaced(saved: Laboratory, tmp_path: Path) -> None:
    saved.save(tmp_path / "lab.backup")
    with (
        psycopg.connect(saved.dsn),
        pytest.raises(BackupRefused, match=r"in use \(1 sessions\)\. Stop the server"),
    ):
        saved.restore(tmp_path / "lab.backup", saved.name)


def rewritten(source: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    target = source.with_name("rewritten.backup")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return target


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda name, content: content + b"x" if name == DUMP else content, f"{DUMP} is not what was saved"),
        (lambda name, content: None if name.startswith("media") else content, "media/original.csv is missing"),
        (lambda name, content: None if name == MANIFEST else content, "is no LabX backup: its manifest.json"),
        (lambda name, content: content.replace(b'"format": 1', b'"format": 2'), "has format 2, this LabX reads 1"),
        (lambda name, content: b"[]" if name == MANIFEST else content, "is no LabX backup: its manifest.json"),
    ],
)
def test_damaged_backup_touches_nothing(
    saved: Laboratory, tmp_path: Path, change: Callable[[str, bytes], bytes | None], message: str
) -> None:
    saved.save(tmp_path / "lab.backup")
    before = saved.content()
    with pytest.raises(BackupRefused, match=message):
        saved.restore(rewritten(tmp_path / "lab.backup", change), saved.name)
    assert saved.content() == before


def test_file_that_is_no_backup(saved: Laboratory, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Caros colegas")
    with pytest.raises(BackupRefused, match="is no LabX backup"):
        saved.restore(tmp_path / "letter.txt", saved.name)
    with pytest.raises(BackupRefused, match="does not exist"):
        saved.restore(tmp_path / "nothing", saved.name)


def test_existing_file_is_not_overwritten(saved: Laboratory, tmp_path: Path) -> None:
    saved.save(tmp_path / "lab.backup")
    with pytest.raises(BackupRefused, match="exists and is not overwritten"):
        saved.save(tmp_path / "lab.backup")


def test_file_merged_away_meanwhile_is_looked_for_again(
    saved: Laboratory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compaction replaces a file just after the snapshot was taken: the next snapshot names the new one."""
    old = saved.var / "lake" / "date=2026-01-01" / "name=exposure" / "0.parquet"
    ordinary = write.keep

    def merge_first(files: list[Path], root: Path, staging: Path) -> None:
        if old.exists():
            old.rename(old.with_name("merged.parquet"))
            saved.run("UPDATE lake_file SET path = replace(path, '/0.parquet', '/merged.parquet')")
        ordinary(files, root, staging)

    monkeypatch.setattr(write, "keep", merge_first)
    manifest = saved.save(tmp_path / "lab.backup")
    assert "lake/date=2026-01-01/name=exposure/merged.parquet" in manifest.files
    assert "lake/date=2026-01-01/name=exposure/0.parquet" not in manifest.files


def test_a_file_that_goes_meanwhile_takes_no_other_with_it(
    saved: Laboratory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordinary = write.hold

    def erase_first(file: Path, held: Path) -> None:
        if file.name == "erased.pdf":
            file.unlink()
        ordinary(file, held)

    monkeypatch.setattr(write, "hold", erase_first)
    for name in ("a.pdf", "erased.pdf", "z.pdf"):
        (saved.var / "media" / name).write_text(name)
    manifest = saved.save(tmp_path / "lab.backup")
    kept = {name for name in manifest.files if name.startswith("media/")}
    assert kept == {"media/a.pdf", "media/original.csv", "media/z.pdf"}


def test_lake_file_that_is_gone_is_no_backup(saved: Laboratory, tmp_path: Path) -> None:
    saved.run("INSERT INTO lake_file VALUES ('merged-long-ago.parquet', now())")
    saved.save(tmp_path / "good.backup")
    saved.run("INSERT INTO lake_file VALUES ('gone.parquet')")
    with pytest.raises(BackupRefused, match=r"gone\.parquet is in the manifest but missing"):
        saved.save(tmp_path / "lab.backup")
    assert not (tmp_path / "lab.backup").exists()


def test_backup_of_15_goes_into_18(laboratory: Make, tmp_path: Path) -> None:
    old = furnish(laboratory("old", 15))
    manifest = old.save(tmp_path / "lab.backup")
    assert (manifest.postgres, manifest.dumped_by) == (15, 15)
    new = laboratory("new", 18)
    new.restore(tmp_path / "lab.backup")
    assert new.content() == old.content()


def test_backup_of_15_goes_back_into_15(laboratory: Make, tmp_path: Path) -> None:
    old = furnish(laboratory("old", 15))
    old.save(tmp_path / "lab.backup")
    before = old.content()
    old.restore(tmp_path / "lab.backup", old.name)
    assert old.content() == before


def test_backup_of_18_is_refused_by_15(laboratory: Make, tmp_path: Path) -> None:
    new = furnish(laboratory("new", 18))
    new.save(tmp_path / "lab.backup")
    with pytest.raises(BackupRefused, match=r"pg_dump 18 and the server is PostgreSQL 15: .* 18 or newer"):
        laboratory("old", 15).restore(tmp_path / "lab.backup")


def test_role_that_may_not_create_a_database(saved: Laboratory, servers: Servers, tmp_path: Path) -> None:
    saved.save(tmp_path / "lab.backup")
    version = binaries.available()[0].major
    superuser = launcher.place_of(servers.top, f"server-{version}").dsn("postgres", "postgres")
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute("ALTER ROLE labx NOCREATEDB")
        with pytest.raises(BackupRefused, match='ALTER ROLE "labx" CREATEDB'):
            saved.restore(tmp_path / "lab.backup", saved.name)
        connection.execute("ALTER ROLE labx CREATEDB")


def test_password_stays_off_the_command_line(saved: Laboratory, tmp_path: Path) -> None:
    program = tmp_path / "shown"
    program.write_text('#!/bin/sh\necho "$@" "password=$PGPASSWORD" >&2\nexit 1\n')
    program.chmod(0o755)
    with pytest.raises(BackupRefused) as refused:
        database.run_client(program, "postgresql://ana:s3cret@db/labx", "--option")
    shown = str(refused.value)
    assert shown.endswith("user=ana dbname=labx host=db --option password=s3cret")


def test_two_backups_at_once(saved: Laboratory, tmp_path: Path) -> None:
    work = saved.var / "backup"
    work.mkdir()
    with (
        write.exclusively_or_not(work / "backup.lock"),
        pytest.raises(BackupRefused, match="Another backup or restore is under way"),
    ):
        saved.save(tmp_path / "lab.backup")


def test_no_client_of_the_servers_version(saved: Laboratory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "major", lambda _connection: 99)
    with pytest.raises(PostgresUnavailable, match="postgresql-client-99"):
        saved.save(tmp_path / "lab.backup")
