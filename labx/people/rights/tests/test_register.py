"""The register apart: written once, found out when touched, and replayed on what was restored."""

import json
from dataclasses import replace

import pytest

from labx.core.backup import again
from labx.core.personal import Person, personal_data
from labx.people.models import Account
from labx.people.rights import register
from labx.people.rights import replay as replaying
from labx.people.rights.actions import mentions
from labx.people.rights.apps import erase_again
from labx.people.rights.errors import RightsProblem
from labx.people.rights.replay import Replayed, replay
from labx.people.rights.tests.making import erased, letter_about, officer, person_named
from labx.portfolio.actions import projects
from labx.portfolio.models import Membership
from labx.portfolio.tests.making import WHO, project_of

pytestmark = pytest.mark.django_db
NAME, MAIL = "Zulmira Canário Peixoto", "zulmira.peixoto@example.pt"


@pytest.fixture(autouse=True)
def own_register(tmp_path, settings) -> None:
    settings.VAR = tmp_path
    settings.KEYS_DIR = tmp_path / "keys"
    settings.MEDIA_ROOT = tmp_path / "media"


def brought_back(account: Account) -> Account:
    """The account as a backup from before the erasure has it."""
    return Account.objects.create(id=account.id, email=MAIL, name=NAME, roles=["researcher"])


def test_the_register_names_nobody_and_is_private():
    account = person_named(NAME, MAIL)
    person = Person(accounts=frozenset({account.id}), names=(NAME,), addresses=(MAIL,))
    register.append("e1", person, [register.cell("t", "c", "1")])
    register.append("e1", person, [])
    assert len(register.entries()) == 1
    written = register.path().read_text()
    assert NAME not in written and MAIL not in written and str(account.id) not in written
    assert register.path().stat().st_mode & 0o077 == 0
    assert register.entries()[0].people == register.digests_of(Person(accounts=frozenset({account.id})))


def test_key_and_register_are_on_the_disk_before_anything_is_erased(monkeypatch, settings):
    """A key that a power cut loses leaves a register that nobody can read, and everyone erased comes back."""
    synced = []
    monkeypatch.setattr(register, "sync_folder", synced.append)
    register.append("e1", Person(), [])
    assert synced == [settings.KEYS_DIR, register.folder()] and len(register.key()) == register.KEY_BYTES


@pytest.mark.parametrize("fault", ["changed", "taken out", "no line"])
def test_a_line_that_was_touched_is_found(fault):
    for number in range(3):
        register.append(f"e{number}", Person(names=("x",)), [])
    lines = register.path().read_text().splitlines()
    if fault == "changed":
        content = json.loads(lines[1])
        lines[1] = json.dumps({**content, "erasure": "another"})
    elif fault == "taken out":
        del lines[0]
    else:
        lines[2] = "not written by us"
    register.path().write_text("\n".join(lines) + "\n")
    with pytest.raises(register.RegisterDamaged, match="Line"):
        register.entries()


def test_a_restored_person_is_erased_again(run_jobs):
    account = person_named(NAME, MAIL)
    erased(letter_about(account), run_jobs)
    brought_back(account)
    project = project_of()
    Membership.objects.create(project=project, account_id=account.id, role="lead")
    other = projects.start_project(by=WHO, title="Cartas", question=f"{NAME} queixou-se.")
    told = replay()
    assert told.people == 1 and not told.left
    assert not Account.objects.filter(pk=account.pk).exists()
    other.refresh_from_db()
    assert other.question == "[retirado] queixou-se."
    assert replay().people == 0


def test_what_was_decided_to_stay_stays_after_a_restore(run_jobs):
    account = person_named(NAME, MAIL)
    street = projects.start_project(by=WHO, title="Rua", question=f"A rua {NAME}.")
    request = letter_about(account)
    mentions.find_mentions(by=officer(), request=request)
    for mention in request.mentions.filter(state="waiting"):
        mentions.keep_mention(by=officer(), mention=mention, why="É uma rua.")
    erased(request, run_jobs)
    brought_back(account)
    replay()
    street.refresh_from_db()
    assert street.question == f"A rua {NAME}." and not Account.objects.filter(pk=account.pk).exists()


def test_a_restored_file_goes_again(run_jobs, settings):
    account = person_named(NAME, MAIL)
    erased(letter_about(account), run_jobs)
    brought_back(account)
    file = settings.MEDIA_ROOT / "carta.txt"
    file.parent.mkdir(parents=True)
    file.write_text(NAME)
    replay()
    assert not file.exists()


def test_nobody_is_touched_without_a_register():
    account = person_named(NAME, MAIL)
    assert replay().people == 0 and Account.objects.filter(pk=account.pk).exists()


def test_it_is_done_once_after_a_restore(tmp_path, settings):
    assert again.do_again() == []
    again.note_restore()
    assert again.mark().exists()
    assert [line for line in again.do_again() if "erasures" in line] == [erase_again()]
    assert not again.mark().exists() and again.do_again() == []


def test_what_cannot_be_looked_through_is_told_and_the_rest_goes_on(monkeypatch):
    told = Replayed()
    kinds = personal_data()

    def locked(person, by):
        raise RightsProblem("k3y")

    monkeypatch.setattr(replaying, "personal_data", lambda: (replace(kinds[0], erase=locked), *kinds[1:]))
    replaying.erase_again(WHO, Person(names=("Zélia Zurzidão",)), None, told)
    assert told.left == [f"{kinds[0].kind}: k3y"] and told.people == 1
