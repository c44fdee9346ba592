"""What looks after a run says why it cannot be brought up, and forgets what an earlier run counted."""

import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from labx.core.running import supervisor
from labx.core.running.supervisor import CannotRun, Supervisor, Wishes

FAILS = (sys.executable, "-c", "raise SystemExit(3)")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Supervisor:
    monkeypatch.setattr(supervisor, "PAUSE_SECONDS", 0.001)
    return Supervisor("127.0.0.1", 8000, tmp_path, None, 1, Wishes(), dict(os.environ))


def server(failures: int = 0, process: object = "runs") -> Any:
    return SimpleNamespace(process=process, failures=failures)


def test_a_server_that_answers_is_up(run: Supervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([None, 500, 200])
    monkeypatch.setattr(supervisor, "status", lambda *_address: next(answers))
    run.await_answer(server())
    assert list(answers) == []


@pytest.mark.parametrize(
    ("answer", "failures", "longest", "why"),
    [
        (500, 0, 60, "answers with error 500"),
        (None, 3, 60, "ends as soon as it starts"),
        (None, 0, -1, "does not answer after -1 s"),
    ],
)
def test_a_server_that_will_not_answer_is_given_up(
    run: Supervisor, answer: int | None, failures: int, longest: int, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "status", lambda *_address: answer)
    monkeypatch.setattr(supervisor, "LONGEST_START_SECONDS", longest)
    with pytest.raises(CannotRun, match=why):
        run.await_answer(server(failures))


def test_nobody_waits_for_an_answer_once_a_stop_is_asked_for(run: Supervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(supervisor, "status", lambda *address: asked.append(address) or run.wishes.note(2, None))
    run.await_answer(server())
    run.await_answer(server())
    assert asked == [("127.0.0.1", 8000)]


def test_a_program_that_fails_stops_the_start_only_where_it_must_succeed(
    run: Supervisor, capsys: pytest.CaptureFixture[str]
) -> None:
    run.once(*FAILS, must_succeed=False)
    assert "failed with code 3" in capsys.readouterr().err
    with pytest.raises(CannotRun, match="failed with code 3"):
        run.once(*FAILS, must_succeed=True)


def test_a_program_is_ended_when_a_stop_is_asked_for(run: Supervisor, capsys: pytest.CaptureFixture[str]) -> None:
    run.wishes.stops = 1
    run.once(sys.executable, "-c", "import time; time.sleep(600)", must_succeed=True)
    assert capsys.readouterr().err == ""


def test_several_processes_count_together_and_anew(run: Supervisor) -> None:
    assert run.metrics() == {}
    run.processes = 2
    folder = Path(run.metrics()["PROMETHEUS_MULTIPROC_DIR"])
    (folder / "counter.db").touch()
    assert run.metrics() == {"PROMETHEUS_MULTIPROC_DIR": str(folder)}
    assert list(folder.iterdir()) == []
