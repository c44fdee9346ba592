"""Every stored reference is what its script makes today."""

import importlib
import json
import warnings

import pytest

from tests.references import FOLDER, reference

SCRIPTS = sorted(path.stem for path in FOLDER.glob("*.py") if path.with_suffix(".json").exists())


# Programs that the project does not install: their numbers are recomputed where they are present.
ELSEWHERE = {
    "linearmodels",
    "rdrobust",
    "rddensity",
    "csdid",
    "differences",
    "pyfixest",
    "pysyncon",
    "pyreadr",
    "lifelines",
}


def module_of(name):
    try:
        with warnings.catch_warnings(action="ignore"):  # of the program itself, while it is read
            return importlib.import_module(f"tests.references.{name}")
    except ModuleNotFoundError as absent:
        if absent.name not in ELSEWHERE:
            raise
        pytest.skip(f"{absent.name} is not installed: the stored numbers of {name} stand as they are")


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
    computed = json.loads(json.dumps(module_of(name).compute(), default=float))
    assert computed == numbers_nearly(reference(name))
