"""A small room of its own, so that the reader is tested without any real content."""

import pytest
from django.urls import get_resolver
from django.utils import translation

from labx.core import rooms
from labx.core.packs import fields
from labx.core.packs.schema import PackSchema

HEADER = """\
id: kitchen/soups
kind: recipes
version: 1.0.0
title: {pt: Sopas, en: Soups}
languages: [pt, en]
licence: CC-BY-4.0
source: A avó
authored_by: [Alguém]
checked_by: []
review_by: 2027-01-31
"""
BODY = """\
recipes:
  - name: caldo
    minutes: 40
    salt_grams: 2.5
    season: winter
    is_vegan: true
    steps: caldo.md
    rule:
      text: {pt: Ferve aos 100 graus., en: Boils at 100 degrees.}
      source: Manual
      grade: A
      valid_from: 2026-01-01
      valid_to: 2026-12-31
"""
CHECKS = """\
cases:
  - name: O caldo leva quarenta minutos
    input: {name: caldo}
    expected: {minutes: 40}
"""
RECIPE = fields.Record(
    fields={
        "name": fields.Text(pattern="[a-z]+", example="caldo"),
        "minutes": fields.Integer(minimum=1, maximum=600),
        "salt_grams": fields.Number(minimum=0, required=False),
        "season": fields.Choice(options=("winter", "summer")),
        "is_vegan": fields.Boolean(required=False),
        "steps": fields.MarkdownFile(required=False),
        "rule": fields.Statement(required=False),
        "note": fields.Anything(required=False),
    }
)


def cook(pack, case):
    return next(recipe for recipe in pack.content["recipes"] if recipe["name"] == case["name"])


def enough_salt(content):
    dull = [place for place, recipe in enumerate(content["recipes"]) if recipe["salt_grams"] == 0]
    return [(f"recipes[{place}].salt_grams", "Put salt in.") for place in dull]


RECIPES = PackSchema(
    room="kitchen",
    kind="recipes",
    fields={"recipes": fields.ListOf(item=RECIPE, at_least=1, unique_key="name")},
    check=enough_salt,
    run_case=cook,
)
POEMS = PackSchema(room="kitchen", kind="poems", fields={"lines": fields.ListOf(item=fields.Text())})


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def kitchen(monkeypatch):
    assert get_resolver().url_patterns  # addresses are read once, from the real rooms
    monkeypatch.setattr(rooms, "_rooms", {"kitchen": rooms.Room("kitchen", "Kitchen", pack_schemas=(RECIPES, POEMS))})


@pytest.fixture
def files():
    """The files of a sound pack, to be spoilt one way at a time."""
    return {"pack.yaml": HEADER + BODY, "checks.yaml": CHECKS, "caldo.md": "# Caldo\n\nFerver.\n"}


@pytest.fixture
def folder(tmp_path, files):
    place = tmp_path / "content" / "kitchen" / "soups"
    place.mkdir(parents=True)
    for name, text in files.items():
        (place / name).write_text(text, encoding="utf-8")
    return place
