"""Every stored reference is what its script makes today."""

import importlib
import json

import pytest

from tests.references import FOLDER, reference

SCRIPTS = sorted(path.stem for path in FOLDER.glob("*.py") if path.with_suffix(".json").exists())


def numbers_nearly(value):
    """The same structure, with floats that forgive the last digits."""
    if isinstance(value, float):
        return pytest.approx(value, rel=1e-9, abs=1e-12)
    if isinstance(value, list):
        return [numbers_nearly(item) for item in value]
    if isinstance(value, dict):
        return {key: numbers_nearly(item) for key, item in value.items()}
    return value


def test_every_reference_has_its_script():
    assert {path.stem for path in FOLDER.glob("*.json")} == set(SCRIPTS)


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_script_gives_the_stored_numbers(name):
    module = importlib.import_module(f"tests.references.{name}")
    computed = json.loads(json.dumps(module.compute(), default=float))
    assert computed == numbers_nearly(reference(name))
