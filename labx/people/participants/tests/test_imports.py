"""A file that brought people in is taken back: who nothing was built on goes whole, who was worked with stays."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from labx.core.audit.models import AuditEntry
from labx.core.files.uploads import keep
from labx.core.measures.compute import compute
from labx.core.policy import NotAllowed
from labx.people.consent import gate
from labx.people.consent.models import ConsentEntry, ConsentProof
from labx.people.consent.tests.making import given, published
from labx.people.participants import importing, queries
from labx.people.participants.actions import imports, people
from labx.people.participants.actions.bulk import Newcomer
from labx.people.participants.errors import NotNow
from labx.people.participants.models import Contact, Import, Participant, Subject
from labx.people.participants.tests.making import ABOUT, REACHED, WHO, drawn, joined, take_part
from labx.people.rights.actions.requests import enter_request
from tests.people import account_with, actor_with, signed_in

pytestmark = pytest.mark.django_db


def brought(count: int = 3) -> Import:
    newcomers = [
        Newcomer({**ABOUT}, {**REACHED, "email": f"vinda{number}@example.pt"}, f"Folha {number}")
        for number in range(count)
    ]
    return imports.bring(by=WHO, name="pessoas.csv", people=newcomers, texts=[take_part()])


def test_who_nothing_was_built_on_goes_and_nothing_says_who_it_was():
    kept = joined()
    before = compute("participants.joined").value
    file = brought()
    assert compute("participants.joined").value == before + 3
    undone = imports.undo_import(by=WHO, brought=file, why="Era o ficheiro de outra lista.")
    assert undone.taken_back == 3 and undone.undone_at
    assert [one.pk for one in Participant.objects.all()] == [kept.pk]
    assert Contact.objects.count() == Subject.objects.count() == 1 and not ConsentProof.objects.exists()
    assert ConsentEntry.objects.count() == 4  # the ledger is append-only: the lines are nobody's
    assert compute("participants.joined").value == before
    assert AuditEntry.objects.filter(action="participants.undo_import", target_id=str(file.pk)).count() == 1
    assert imports.undo_import(by=WHO, brought=file, why="Outra vez.").taken_back == 3
    assert AuditEntry.objects.filter(action="participants.undo_import").count() == 1


def agreed_to_more(one: Participant) -> None:
    given(published("quotes"), one.subject.id)


def was_used(one: Participant) -> None:
    with gate.using(one.subject.id, "take_part", by=WHO, what="interviews.played"):
        pass


def asked_for_a_copy(one: Participant) -> None:
    words = {"kind": "access", "channel": "letter", "received_on": timezone.localdate(), "name": "Maria Reis"}
    enter_request(by=WHO, participant=one.pk, **words)


@pytest.mark.parametrize(
    ("what_happened", "reason"),
    [
        (lambda one: people.leave_panel(by=WHO, participant=one), "left"),
        (agreed_to_more, "answered"),
        (was_used, "used"),
        (lambda _one: drawn(places=3, alternates=0), "used"),
        (asked_for_a_copy, "asked"),
        (lambda one: people.change_contact(by=WHO, participant=one, edition=1, phone="912345678"), "changed"),
        (lambda one: people.change_participant(by=WHO, participant=one, edition=1, district="faro"), "changed"),
        (lambda one: people.renew(by=WHO, participant=one), "changed"),
        (lambda one: people.make_new_link(by=WHO, participant=one), "changed"),
    ],
)
def test_who_was_worked_with_since_stays_and_the_reason_is_told(what_happened: Callable[[Any], Any], reason: str):
    file = brought()
    chosen = file.brought.select_related("subject").earliest("pk")
    what_happened(chosen)
    staying = queries.with_reason_to_stay(file.brought.all()).exclude(stays="")
    told = {one.pk: one.stays for one in staying}
    assert told[chosen.pk] == reason and set(told.values()) == {reason}
    undone = imports.undo_import(by=WHO, brought=file, why="Engano.")
    assert undone.taken_back == 3 - len(told)
    assert set(file.brought.values_list("pk", flat=True)) == set(told)


def test_looking_at_a_contact_is_no_reason_to_stay():
    file = brought(1)
    people.see_contact(by=WHO, participant=file.brought.get(), why="Ver se é a lista certa.")
    assert imports.undo_import(by=WHO, brought=file, why="Não era.").taken_back == 1


def test_stopped_halfway_nobody_is_gone():
    file = brought()

    def stop(**_said: Any) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        imports.undo_import(by=WHO, brought=file, why="Engano.", told=stop)
    assert file.brought.count() == 3 and Import.objects.get().undone_at is None


def test_only_leaders_undo_and_only_once():
    file = brought(1)
    for act in (imports.start_undo, imports.undo_import):
        with pytest.raises(NotAllowed):
            act(by=actor_with("researcher"), brought=file, why="Engano.")
    lead = actor_with("lab_lead")
    imports.start_undo(by=lead, brought=file, why="Engano.")
    with pytest.raises(NotNow):
        imports.start_undo(by=lead, brought=file, why="Outra vez.")
    imports.undo_import(by=lead, brought=file, why="Engano.")
    with pytest.raises(NotNow):
        imports.start_undo(by=lead, brought=file, why="Outra vez.")


def test_from_the_file_to_its_undoing_on_the_pages(run_jobs, tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "FOLDER", tmp_path)
    take_part()
    client = signed_in(account_with("lab_lead"))
    assert "Ainda não houve importações" in client.get(reverse("participants:imports")).content.decode()
    row = "{name},35_44,Lisboa,higher,alone,email,{mail},,,Folha 3"
    rows = [row.format(name="Rui Sá", mail="rui@example.pt"), row.format(name="Eva Sá", mail="eva@example.pt")]
    upload = SimpleUploadedFile("pessoas.csv", "\n".join([",".join(importing.HEADERS), *rows]).encode())
    kept = client.post(reverse("participants:import"), {"file": upload}).context["kept"]
    client.post(reverse("participants:bring_in"), {"file": kept.sha256, "name": kept.name})
    run_jobs()
    file = Import.objects.get()
    page = reverse("participants:import_record", args=[file.pk])
    stays = Participant.objects.get(contact__name="Rui Sá")
    people.renew(by=WHO, participant=stays)
    shown = client.get(page).content.decode()
    assert stays.code in shown and "Rui Sá" not in shown
    assert page in client.get(reverse("participants:imports")).content.decode()
    assert client.get(f"{page}?formato=csv").content.decode().count(stays.code) == 1
    undo = reverse("participants:undo_import", args=[file.pk])
    assert "1 pessoa é retirada" in client.get(undo).content.decode()
    assert client.post(undo, {"why": ""}).status_code == 200 and Import.objects.get().job is None
    client.post(undo, {"why": "Era outra lista."})
    assert "Retirar uma importação de participantes" in client.get(page).content.decode()
    run_jobs()
    assert [one.pk for one in Participant.objects.all()] == [stays.pk]
    shown = client.get(page).content.decode()
    assert "1 pessoa foi retirada" in shown and stays.code in shown and undo not in shown
    assert "já foi desfeita" in client.post(undo, {"why": "Outra vez."}, follow=True).content.decode()


def test_nobody_comes_from_a_file_that_would_still_be_there(tmp_path, monkeypatch):
    take_part()
    monkeypatch.setattr(importing, "FOLDER", tmp_path)
    row = "Rui Sá,35_44,Lisboa,higher,alone,phone,,912345678,,Folha 3"
    file = "\n".join([",".join(importing.HEADERS), row])
    kept = keep([file.encode()], name="pessoas.csv", folder=tmp_path)

    def interrupted(_path):
        raise KeyboardInterrupt

    monkeypatch.setattr(importing, "remove_file", interrupted)
    with pytest.raises(KeyboardInterrupt):
        importing.bring_in(by=WHO, sha256=kept.sha256, name="pessoas.csv", told=lambda **_more: None)
    assert not Participant.objects.exists()


def test_the_page_asks_no_more_for_many_than_for_few(django_assert_max_num_queries):
    client = signed_in(account_with("lab_lead"))
    pages = []
    for count in (2, 12):
        file = brought(count)
        for one in file.brought.all():
            people.renew(by=WHO, participant=one)
        pages.append(reverse("participants:import_record", args=[file.pk]))
    client.get(pages[0])
    with django_assert_max_num_queries(60) as few:
        client.get(pages[0])
    with django_assert_max_num_queries(len(few)):
        client.get(pages[1])
