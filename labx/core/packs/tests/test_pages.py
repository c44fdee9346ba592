"""The pages on which anyone reads where content comes from."""

import io
import zipfile

import pytest
from django.test import Client

from labx.core.actors import system
from labx.core.packs.actions import install_pack
from labx.core.packs.models import InstalledPack
from labx.core.packs.reader import read_archive, read_folder
from labx.people.demo import create_demo_accounts
from labx.people.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def content(settings, folder):
    settings.CONTENT_DIRS = [folder.parent.parent]


@pytest.fixture
def reviewer(client: Client) -> Client:
    create_demo_accounts()
    client.force_login(Account.objects.get(roles=["content_reviewer"]))
    return client


def test_anyone_reads_source_review_and_checks(client):
    listed = client.get("/conteudos/").content.decode()
    assert "Sopas" in listed and "ainda não revisto" in listed.lower()
    page = client.get("/conteudos/kitchen/soups/").content.decode()
    assert "A avó" in page and "O caldo leva quarenta minutos" in page and "nenhuma ainda" in page
    assert "Instalar esta versão" not in page


def test_overdue_content_is_said_to_be_so(client, folder):
    file = folder / "pack.yaml"
    assert "em atraso" not in client.get("/conteudos/").content.decode()
    file.write_text(file.read_text().replace("2027-01-31", "2020-01-31"))
    assert "em atraso" in client.get("/conteudos/").content.decode()
    assert "devia ter sido revisto até 2020-01-31" in client.get("/conteudos/kitchen/soups/").content.decode()


def test_a_reviewer_installs_once(reviewer):
    for _time in range(2):
        assert reviewer.post("/conteudos/kitchen/soups/instalar/", follow=True).status_code == 200
    assert InstalledPack.objects.get().version == "1.0.0"
    assert "Instalar esta versão" not in reviewer.get("/conteudos/kitchen/soups/").content.decode()


def test_a_changed_pack_of_the_same_version_is_refused_with_the_cure(reviewer, folder):
    install_pack(by=system("test"), pack=read_folder(folder))
    file = folder / "pack.yaml"
    file.write_text(file.read_text().replace("minutes: 40", "minutes: 50"))
    (folder / "checks.yaml").write_text((folder / "checks.yaml").read_text().replace("minutes: 40", "minutes: 50"))
    answer = reviewer.post("/conteudos/kitchen/soups/instalar/", follow=True).content.decode()
    assert "já está instalada com outro conteúdo" in answer
    assert InstalledPack.objects.count() == 1


def test_a_bad_pack_is_told_to_who_can_mend_it_only(reviewer, folder):
    (folder / "pack.yaml").write_text((folder / "pack.yaml").read_text().replace("season: winter", "season: spring"))
    assert "recipes[0].season" in reviewer.get("/conteudos/").content.decode()
    assert "recipes[0].season" not in Client().get("/conteudos/").content.decode()


def test_what_is_downloaded_is_the_pack(client, folder, tmp_path):
    answer = client.get("/conteudos/kitchen/soups/pacote.zip")
    assert "soups/pack.yaml" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    (tmp_path / "soups.zip").write_bytes(answer.content)
    assert read_archive(tmp_path / "soups.zip") == read_folder(folder)


def test_a_pack_that_left_its_folder_is_still_shown(client, folder, settings, tmp_path):
    install_pack(by=system("test"), pack=read_folder(folder))
    settings.CONTENT_DIRS = [tmp_path / "empty"]
    assert "Sopas" in client.get("/conteudos/").content.decode()


def test_an_unknown_pack_is_not_found(reviewer):
    assert reviewer.get("/conteudos/kitchen/cakes/").status_code == 404
