"""Who may import whom, and whose tables may point to whose."""

import contextlib
import io

import pytest
from django.apps import apps
from django.db import models
from importlinter import cli

from config.environment import ROOT
from labx.core.rooms import rooms
from tests.repository import told, written_by_us

# From the ground up; whatever is not named here is a room and stands on top.
FLOORS = {"core": 0, "people": 1, "portfolio": 2}
TOP = 3


def floor(module: str) -> tuple[int, str]:
    """The floor a module of ours stands on, and its house number: rooms share a floor but not a number."""
    name = module.split(".")[1]
    return FLOORS.get(name, TOP), name


def may_point(source: str, target: str) -> bool:
    """Downwards and within one's own; libraries stand below everything."""
    if not target.startswith("labx."):
        return True
    here, there = floor(source), floor(target)
    return here == there or there[0] < here[0]


def pointers() -> list[tuple[type[models.Model], models.Field, type[models.Model]]]:
    return [
        (model, field, field.related_model)
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("labx.")
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and isinstance(field.related_model, type)
    ]


def test_the_import_contracts_hold(monkeypatch) -> None:
    monkeypatch.setattr(cli, "_configure_logging", lambda _verbose: None)  # it would silence all logs of this process
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        outcome = cli.lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert outcome == 0, said.getvalue()


def test_no_table_points_up_or_to_another_room() -> None:
    faults = [
        f"{model._meta.label}.{field.name} -> {target._meta.label}"
        for model, field, target in pointers()
        if not may_point(model.__module__, target.__module__)
    ]
    assert not faults, told(faults, "Keep (room, kind, uuid, digest) or a plain UUID instead of a foreign key.")


def test_the_walk_sees_the_tables() -> None:
    assert pointers()


@pytest.mark.parametrize(
    ("source", "target", "allowed"),
    [
        ("labx.trials.models", "labx.portfolio.models", True),
        ("labx.trials.models", "labx.trials.models.arms", True),
        ("labx.trials.models", "labx.surveys.models", False),
        ("labx.portfolio.models", "labx.trials.models", False),
        ("labx.core.audit.models", "labx.people.models", False),
        ("labx.people.models", "django.contrib.auth.models", True),
    ],
)
def test_who_may_point_to_whom(source: str, target: str, allowed: bool) -> None:
    assert may_point(source, target) is allowed


def test_every_room_has_its_page_of_explanation() -> None:
    pages = {path.as_posix() for path in written_by_us(".md")}
    upstairs = [f"{room.part_of}/{room.name}".strip("/") for room in rooms() if room.name != "core"]
    missing = [folder for folder in upstairs if f"labx/{folder}/README.md" not in pages]
    assert not missing, told(missing, "Write labx/<room>/README.md: what for, words, pages and permissions, numbers.")
