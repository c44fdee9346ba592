"""Installing, exporting and the command line."""

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, transaction

from labx.core.actors import ANONYMOUS, Actor, system
from labx.core.audit.models import AuditEntry
from labx.core.frozen.canonical import digest
from labx.core.packs.actions import install_pack
from labx.core.packs.checks import Proofs
from labx.core.packs.cli import pack as command
from labx.core.packs.library import packs
from labx.core.packs.models import InstalledPack
from labx.core.packs.problems import PackRefused
from labx.core.packs.queries import installed_versions, newest_installed
from labx.core.packs.reader import read_folder
from labx.core.policy import NotAllowed

pytestmark = pytest.mark.django_db
BY = system("test")


@pytest.fixture(autouse=True)
def content(settings, tmp_path):
    settings.CONTENT_DIRS = [tmp_path / "content"]


def rewrite(folder, old, new, name="pack.yaml"):
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))


def run(*arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_an_installed_pack_is_the_pack_that_was_read(folder):
    pack = read_folder(folder)
    row = InstalledPack.objects.get(id=install_pack(by=BY, pack=pack).id)
    assert row.pack == pack
    assert row.sha256 == pack.sha256 == digest(row.content)
    assert AuditEntry.objects.filter(action="core.install_pack", target_id=str(row.id)).count() == 1


def test_installing_again_gives_the_same_row_and_no_second_entry(folder):
    first = install_pack(by=BY, pack=read_folder(folder))
    assert install_pack(by=BY, pack=read_folder(folder)).id == first.id
    assert AuditEntry.objects.filter(action="core.install_pack").count() == 1


def test_other_content_under_the_same_version_is_refused(folder):
    install_pack(by=BY, pack=read_folder(folder))
    rewrite(folder, "minutes: 40", "minutes: 41")
    rewrite(folder, "minutes: 40", "minutes: 41", "checks.yaml")
    with pytest.raises(PackRefused, match="Give the changed pack a new version"):
        install_pack(by=BY, pack=read_folder(folder))
    rewrite(folder, "version: 1.0.0", "version: 1.10.0")
    install_pack(by=BY, pack=read_folder(folder))
    rewrite(folder, "version: 1.10.0", "version: 1.9.0")
    install_pack(by=BY, pack=read_folder(folder))
    assert [row.version for row in installed_versions("kitchen/soups")] == ["1.10.0", "1.9.0", "1.0.0"]
    assert newest_installed("kitchen/soups").version == "1.10.0"
    assert newest_installed("kitchen/other") is None


def test_a_pack_whose_checks_fail_is_not_installed(folder):
    rewrite(folder, "minutes: 40", "minutes: 39", "checks.yaml")
    with pytest.raises(PackRefused, match="expected 39, got 40"):
        install_pack(by=BY, pack=read_folder(folder))
    assert not InstalledPack.objects.exists()


@pytest.mark.parametrize("actor", [ANONYMOUS, Actor("account", "x", frozenset({"participant", "researcher"}))])
def test_only_those_who_may_install(folder, actor):
    with pytest.raises(NotAllowed):
        install_pack(by=actor, pack=read_folder(folder))


@pytest.mark.parametrize("statement", ["UPDATE {} SET version = '2'", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_is_installed(folder, statement):
    install_pack(by=BY, pack=read_folder(folder))
    with pytest.raises(DatabaseError, match="immutable"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(InstalledPack._meta.db_table))


def test_the_command_checks_all_packs_or_those_named(folder):
    assert "kitchen/soups 1.0.0: sound, 1 checks hold" in run("check").output
    assert run("check", folder).exit_code == 0
    rewrite(folder, "minutes: 40", "minutes: 39", "checks.yaml")
    failed = run("check")
    assert failed.exit_code == 1
    assert "checks.yaml:2: O caldo leva quarenta minutos\n  minutes: expected 39, got 40" in failed.output
    rewrite(folder, "season: winter", "season: spring")
    assert "pack.yaml:15: recipes[0].season" in run("check").output


def test_the_command_tells_what_proofs_find_and_what_they_counted(folder, monkeypatch):
    monkeypatch.setattr("labx.core.packs.cli.run_proofs", lambda *_: Proofs((), ("3 soups tried",)))
    assert run("check", folder).output == "kitchen/soups 1.0.0: sound, 1 checks hold; 3 soups tried\n"
    monkeypatch.setattr("labx.core.packs.cli.run_proofs", lambda *_: Proofs(("The caldo is cold.",)))
    failed = run("check", folder)
    assert failed.exit_code == 1 and "kitchen/soups: The caldo is cold." in failed.output
    assert "sound" not in failed.output


def test_a_pack_must_lie_where_its_id_says(folder):
    folder.rename(folder.with_name("stews"))
    assert "The id is “kitchen/soups” and the folder is “kitchen/stews”" in run("check").output
    assert packs() == {}


def test_the_newest_version_at_hand_wins(settings, folder, tmp_path, files):
    own = tmp_path / "own" / "kitchen" / "soups"
    own.mkdir(parents=True)
    for name, text in files.items():
        (own / name).write_text(text.replace("version: 1.0.0", "version: 1.2.0"), encoding="utf-8")
    settings.CONTENT_DIRS = [tmp_path / "own", tmp_path / "content"]
    assert packs()["kitchen/soups"].version == "1.2.0"


def test_the_command_lists_installs_and_exports_what_another_lab_installs_again(folder, tmp_path):
    assert "installed: -" in run("list").output
    assert run("install", "kitchen/soups").exit_code == 0
    assert "installed: 1.0.0" in run("list").output
    for arguments in ([], ["--version", "1.0.0"]):
        assert run("export", "kitchen/soups", tmp_path / "soups.zip", *arguments).exit_code == 0
        assert f"sha256 {read_folder(folder).sha256}" in run("install", tmp_path / "soups.zip").output
    assert run("install", folder).exit_code == 0


def test_an_overdue_pack_is_marked(folder):
    rewrite(folder, "review_by: 2027-01-31", "review_by: 2020-01-31")
    assert "OVERDUE" in run("list").output


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["install", "nowhere"], "no pack, folder or file called nowhere"),
        (["export", "kitchen/none", "x.zip"], "There is no pack kitchen/none"),
        (["export", "kitchen/soups", "x.zip", "--version", "9.9.9"], "There is no pack kitchen/soups 9.9.9"),
    ],
)
def test_the_command_says_what_is_not_there(folder, arguments, message):
    done = run(*arguments)
    assert done.exit_code == 1
    assert message in done.output


def test_a_file_that_is_no_archive_is_refused(folder):
    done = run("install", folder / "pack.yaml")
    assert done.exit_code == 1
    assert "neither a zip nor a tar" in done.output
