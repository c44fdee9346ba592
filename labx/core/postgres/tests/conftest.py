"""A folder of its own for each server under test, reachable by the user that the server runs as."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from labx.core.postgres import launcher, place


@pytest.fixture
def var(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    top = Path(tempfile.mkdtemp(prefix="labx-"))
    top.chmod(0o755)
    monkeypatch.setattr(place, "ELSEWHERE", top / "elsewhere")
    folder = top / "var"
    yield folder
    for used in list(launcher._in_use):
        if used.is_relative_to(top.resolve()):
            launcher._leave(place.place_of(used.parent, used.name))
    assert not launcher.is_running(folder)
    shutil.rmtree(top)
