"""`labx desks`: whom a new version of the rules touches, and every text with its level."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings

from labx.desks.cli import desks

FOLDER = Path(settings.BASE_DIR) / "content" / "desks" / "bereavement-pt"


@pytest.fixture
def newer(tmp_path):
    """The same pack, with 60 days instead of 90 for weapons, and the funeral's money for everyone who paid."""
    text = (FOLDER / "pack.yaml").read_text()
    weapons = "{from: [weapon.found, death.date], counting: days, amount: "
    assert f"{weapons}90" in text and "applies: asker.paid && covered && !entitled" in text
    text = text.replace(f"{weapons}90", f"{weapons}60").replace("asker.paid && covered && !entitled", "asker.paid")
    folder = tmp_path / "newer"
    shutil.copytree(FOLDER, folder)
    (folder / "pack.yaml").write_text(text)
    return folder


def run(*arguments):
    return CliRunner().invoke(desks, ["impact", *map(str, arguments)])


def test_what_changes_is_counted_by_procedure(newer):
    lines = run(FOLDER, newer, "--cases", 3000, "--seed", 4).output.splitlines()
    assert [line.partition(":")[0] for line in lines[:-1]] == ["p16-funeral-refund", "p33-weapons"]
    assert "begin to apply" in lines[0] and "cease" not in lines[0]
    assert lines[1].endswith(" get another date")
    assert lines[-1] == "3000 generated cases; 2 of 42 procedures change"


def test_the_same_rules_change_nothing_also_in_several_chunks(monkeypatch):
    monkeypatch.setattr("labx.desks.cli.CHUNK", 300)
    assert run(FOLDER, FOLDER, "--cases", 700).output == "700 generated cases; 0 of 42 procedures change\n"


def test_a_pack_that_cannot_be_read_is_told(newer):
    (newer / "pack.yaml").write_text("id: desks/x\n")
    answer = run(FOLDER, newer)
    assert answer.exit_code == 1 and "pack.yaml" in answer.output


@pytest.mark.parametrize("name", ["bereavement-pt", "birth-pt"])
def test_every_text_is_listed_with_its_level_the_hardest_first(name):
    lines = CliRunner().invoke(desks, ["texts", name]).output.splitlines()
    levels = [float(line.split()[0]) for line in lines if not line.startswith("    —")]
    assert len(levels) > 300 and levels == sorted(levels, reverse=True)
    assert sum(" (pt): " in line for line in lines) == sum(" (en): " in line for line in lines)
    assert any(line.endswith("(pt): Fora de Portugal") for line in lines)  # answers too


def test_texts_of_no_desk_name_those_there_are():
    answer = CliRunner().invoke(desks, ["texts", "nothing"])
    assert answer.exit_code == 1 and "bereavement-pt" in answer.output
