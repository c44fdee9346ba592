"""The demonstration is loaded room by room, by hand or by the worker, and never on a real server."""

from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from labx.core.demo import command, jobs
from labx.core.jobs.models import Job

loaded: list[str] = []


def load_people(progress, *, by) -> None:
    loaded.append(f"people by {by}")


def load_trials(progress, *, by) -> None:
    progress.say(message="four studies")
    loaded.append(f"trials by {by}")


LOGINS = [SimpleNamespace(email="ana@demo.labx.example", password="a-b-c", role_title="Lead")]


def gallery(folder):
    return [folder / "nsw.csv"]


def room(name: str, **parts: str) -> SimpleNamespace:
    given = {part: f"{__name__}.{named}" for part, named in parts.items()}
    return SimpleNamespace(name=name, title=name.title(), **{"demo": "", "logins": "", "gallery": "", **given})


@pytest.fixture(autouse=True)
def house(monkeypatch):
    rooms = [
        room("people", demo="load_people", logins="LOGINS"),
        room("desks"),
        room("trials", demo="load_trials", gallery="gallery"),
    ]
    loaded.clear()
    for module in (command, jobs):
        monkeypatch.setattr(module, "rooms", lambda: rooms)


def test_room_by_room_and_the_logins_are_told():
    told = CliRunner().invoke(command.demo)
    assert told.exit_code == 0, told.output
    assert [line.split()[0] for line in loaded] == ["people", "trials"]
    assert "Trials\n" in told.output and "four studies" in told.output
    assert told.output.splitlines()[-1].split() == ["ana@demo.labx.example", "a-b-c", "Lead"]


@pytest.mark.django_db
def test_the_worker_may_do_it():
    assert CliRunner().invoke(command.demo, ["--enqueue"]).exit_code == 0
    assert not loaded and Job.objects.get().name == "core.load_demo"


def test_never_on_a_real_server(settings):
    settings.PRODUCTION = True
    refused = CliRunner().invoke(command.demo)
    assert refused.exit_code == 1 and "LABX_PRODUCTION=1" in refused.output and not loaded


def test_the_gallery_is_read_from_its_packages():
    assert CliRunner().invoke(command.data).output == "nsw.csv\n"
