"""What the README and the deployment guide promise to whoever runs LabX, as far as text and settings can tell."""

import importlib
import re
import shutil
import subprocess

import pytest

from config.environment import ROOT
from config.safety import refuse_insecure
from labx.core.actors import LAB_ROLES

GUIDE = (ROOT / "docs" / "how-to" / "deploy.md").read_text()
SECTION = re.compile(r"```ini\n(.*?)```", re.DOTALL)
COMMAND = re.compile(r"^\s*(?:\$ )?(?:\.venv/bin/)?labx ((?:[a-z-]+ ?){1,2})", re.MULTILINE)
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_alone_lists_every_target() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("run", "test", "test-all", "check", "data", "bench", "doctor"):
        assert f"make {target} " in listed


def test_a_merge_must_pass_every_quick_test() -> None:
    assert (ROOT / ".ci" / "run").read_text().rstrip().endswith("make test")


def test_code_and_content_carry_their_licences() -> None:
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in (ROOT / "LICENSE").read_text()
    assert "Creative Commons Attribution 4.0 International" in (ROOT / "LICENSE-content").read_text()
    assert 'license = "EUPL-1.2"' in (ROOT / "pyproject.toml").read_text()


def test_the_settings_of_the_guide_are_those_of_a_safe_server(monkeypatch: pytest.MonkeyPatch) -> None:
    (settings,) = (text for text in SECTION.findall(GUIDE) if "LABX_PRODUCTION" in text)
    for name, value in (line.split("=", 1) for line in settings.splitlines()):
        monkeypatch.setenv(name, value.strip('"'))
    monkeypatch.setenv("LABX_SECRET_KEY", "s" * 50)
    refuse_insecure()


def test_the_units_of_the_guide_start_what_there_is() -> None:
    started = re.findall(r"^ExecStart(?:Pre)?=/srv/labx/app/(.+)$", GUIDE, re.MULTILINE)
    assert [line.split()[0] for line in started] == [".venv/bin/python", ".venv/bin/granian", ".venv/bin/labx"]
    assert callable(importlib.import_module(started[0].split()[-1]).main)
    module, name = started[1].split()[-1].split(":")
    assert callable(getattr(importlib.import_module(module), name))
    assert started[2].split()[1:] == ["worker"]


def test_every_command_in_a_guide_or_tutorial_exists() -> None:
    there = set(re.findall(r"^## labx ?(.*)$", (ROOT / "docs/reference/commands.md").read_text(), re.MULTILINE))
    said = {
        command.strip()
        for kind in ("how-to", "tutorials")
        for page in (ROOT / "docs" / kind).glob("*.md")
        for block in BLOCK.findall(page.read_text())
        for command in COMMAND.findall(block)
    }
    missing = [command for command in sorted(said) if command not in there and command.split()[0] not in leaves(there)]
    assert said and not missing


def leaves(commands: set[str]) -> set[str]:
    """Commands of one word that hold no others: what follows them is an argument."""
    groups = {command.split()[0] for command in commands if " " in command}
    return {command for command in commands if command and command not in groups}


def test_every_role_of_a_laboratory_can_be_given() -> None:
    assert {
        "participant",
        "network_member",
        "entity_contact",
        "researcher",
        "analyst",
        "lab_lead",
        "content_reviewer",
        "data_protection_officer",
        "administrator",
    } <= LAB_ROLES.keys()
