"""A restore that is killed between its swaps is ended by the next start, or by the next restore."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from labx.core.backup import database, swapping
from labx.core.backup.manifest import BackupRefused
from labx.core.backup.tests.conftest import Laboratory, furnish
from labx.core.postgres.locks import exclusively
from labx.core.running.prepare import end_restore

Make = Callable[..., Laboratory]
POINTS = ("before the database", "old lake away", "before the note")


def die_at(place: Any, name: str, when: Callable[..., bool] = lambda *_given: True) -> None:
    whole = getattr(place, name)

    def instead(*given: Any, **more: Any) -> Any:
        if when(*given):
            os.kill(os.getpid(), signal.SIGKILL)
        return whole(*given, **more)

    setattr(place, name, instead)


def killed(lab: Laboratory, source: Path, point: str) -> None:
    """Restore in a child that kills itself at this point; only the child is changed."""
    child = os.fork()
    if child == 0:
        if point == "before the database":
            die_at(database, "swap")
        elif point == "old lake away":
            die_at(Path, "rename", lambda path, _target: str(path).endswith("files/lake"))
        else:
            die_at(Path, "unlink", lambda path: path.name == swapping.NOTE)
        try:
            lab.restore(source, lab.name)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def other_than_saved(saved: Laboratory) -> None:
    saved.run("INSERT INTO person (name) VALUES ('after the backup')")
    (saved.var / "media" / "later.csv").write_text("mais")
    (saved.var / "lake" / "later.parquet").write_bytes(b"later")


def leftovers(lab: Laboratory) -> list[object]:
    databases = lab.run("SELECT datname FROM pg_database WHERE starts_with(datname, current_database())")
    return [*databases, *sorted(path.name for path in lab.var.iterdir()), *(lab.var / "backup").glob("s*")]


@pytest.mark.parametrize("point", POINTS)
def test_the_next_start_ends_it(
    point: str, saved: Laboratory, tmp_path: Path, settings: LazySettings, capsys: pytest.CaptureFixture[str]
) -> None:
    saved.save(tmp_path / "lab.backup")
    before = saved.content()
    other_than_saved(saved)
    killed(saved, tmp_path / "lab.backup", point)
    with pytest.raises(BackupRefused, match="A restore was interrupted"):
        saved.save(tmp_path / "mixed.backup")
    settings.DATABASE_URL, settings.VAR = saved.dsn, saved.var
    end_restore()
    assert "was finished" in capsys.readouterr().out
    assert saved.content() == before
    assert leftovers(saved) == [(saved.name,), "backup", "lake", "media"]
    end_restore()
    assert capsys.readouterr().out == ""


def test_the_next_restore_ends_it_first(saved: Laboratory, laboratory: Make, tmp_path: Path) -> None:
    saved.save(tmp_path / "lab.backup")
    other = furnish(laboratory("other"))
    other.run("INSERT INTO person (name) VALUES ('of the other')")
    other.save(tmp_path / "other.backup")
    killed(saved, tmp_path / "other.backup", "old lake away")
    assert saved.content() != other.content()
    with pytest.raises(BackupRefused, match="is no LabX backup"):
        (tmp_path / "letter.txt").write_text("Caros colegas")
        saved.restore(tmp_path / "letter.txt", saved.name)
    with pytest.raises(BackupRefused, match="There is something to lose"):
        saved.restore(tmp_path / "lab.backup")
    assert saved.content() == other.content()


def test_while_another_restores_nothing_starts(saved: Laboratory, settings: LazySettings, tmp_path: Path) -> None:
    settings.DATABASE_URL, settings.VAR = saved.dsn, saved.var
    (saved.var / "backup").mkdir()
    swapping.note_of(saved.var / "backup").write_text("{}")
    with exclusively(saved.var / "backup" / swapping.LOCK), pytest.raises(SystemExit, match="is under way"):
        end_restore()


def test_an_error_at_the_first_swap_leaves_everything_as_it_was(
    saved: Laboratory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved.save(tmp_path / "lab.backup")
    other_than_saved(saved)
    before = saved.content()

    def fail(*_given: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(swapping.database, "swap", fail)
    with pytest.raises(ConnectionError):
        saved.restore(tmp_path / "lab.backup", saved.name)
    assert saved.content() == before and not swapping.is_cut_short(saved.var / "backup")
    assert leftovers(saved) == [(saved.name,), "backup", "lake", "media"]


def test_folders_on_another_disk_are_copied_and_then_swapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh, folder = tmp_path / "staging", tmp_path / "disk" / "media"
    for place, text in ((fresh, "new"), (folder, "old")):
        place.mkdir(parents=True)
        (place / "file").write_text(text)
    disks = iter((1, 2))
    monkeypatch.setattr(swapping, "device", lambda _path: next(disks))
    swapping.swap_folder(folder, fresh)
    assert (folder / "file").read_text() == "new" and (fresh / "file").exists()
    assert sorted(path.name for path in folder.parent.iterdir()) == ["media"]
