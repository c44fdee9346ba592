"""Kept proofs: found by pseudonym, opened for a reason, replaced without a trace lost, and gone after their time."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labx.core.audit.models import AuditEntry
from labx.core.files.uploads import UploadRefused
from labx.core.policy import NotAllowed
from labx.people.consent import receipts, scans
from labx.people.consent.actions import proofs as actions
from labx.people.consent.actions.answers import withdraw_consent
from labx.people.consent.errors import ConsentProblem
from labx.people.consent.models import ConsentEntry, ConsentProof
from labx.people.consent.parties import Proof
from labx.people.participants import proofs
from labx.people.participants.actions import joining, people
from labx.people.participants.models import Participant
from labx.people.participants.tests.making import WHO, joining_of
from labx.people.rights.actions.retention import apply_rule, rules
from labx.people.rights.tests.making import officer
from tests.people import account_with, actor_with, signed_in

pytestmark = pytest.mark.django_db
SHEET = b"%PDF-1.7 assinada por Maria Reis"
WHY = {"why": "A pessoa perguntou o que assinou."}


@pytest.fixture(autouse=True)
def folder(tmp_path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def client() -> Client:
    return signed_in(account_with("data_protection_officer"))


def scanned(content: bytes = SHEET, name: str = "folha.pdf"):
    return scans.kept_scan(SimpleUploadedFile(name, content))


def on_paper(content: bytes | None = SHEET, note: str = "Dossiê A") -> Participant:
    proof = Proof(oral_note=note, scan=scanned(content) if content else None)
    return joining.enter_participant(by=WHO, joining=joining_of(proof=proof), channel="paper")


def proof_of(participant: Participant) -> ConsentProof:
    return proofs.proofs().get(entry__subject=participant.subject.id)


def address(page: str, proof: ConsentProof, *more: str) -> str:
    return reverse(f"participants:{page}", args=[proof.entry.id, *more])


def lying(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


def test_the_list_says_nothing_of_who_somebody_is_and_is_narrowed(client):
    with_sheet, without = on_paper(), on_paper(None, "Disse que sim ao balcão.")
    people.leave_panel(by=WHO, participant=without)
    there = reverse("participants:proofs")
    shown = client.get(there).content.decode()
    assert with_sheet.code in shown and without.code in shown
    assert "Dossiê A" not in shown and "folha.pdf" not in shown and "Maria Reis" not in shown
    for query, found in (
        ({"procura": with_sheet.code}, {with_sheet.code}),
        ({"folha": "sim"}, {with_sheet.code}),
        ({"folha": "nao"}, {without.code}),
        ({"estado": "stands"}, {with_sheet.code}),
        ({"estado": "taken_back"}, {without.code}),
        ({"estado": "over"}, set()),
    ):
        told = client.get(there, {**query, "formato": "json"}).json()
        assert {row["code"] for row in told} == found, query


def test_a_proof_is_opened_for_a_reason_which_stays(client):
    proof = proof_of(on_paper())
    page = address("proof", proof)
    assert "Dossiê A" not in client.get(page).content.decode()
    assert "Dossiê A" not in client.post(page, {"why": " "}).content.decode()
    opened = client.post(page, WHY)
    shown = opened.content.decode()
    assert "Dossiê A" in shown and "são os que a linha do registo fixou" in shown
    (look,) = AuditEntry.objects.filter(action="consent.see_proof")
    assert look.target_id == str(proof.entry.pk)
    sheet = client.get(address("scan", proof, opened.context["opened"]["token"]))
    assert b"".join(sheet.streaming_content) == SHEET and sheet["Content-Type"] == "application/pdf"
    assert sheet["Content-Disposition"].startswith("attachment") and "Maria" not in sheet["Content-Disposition"]
    sheet.close()


def test_a_scan_is_opened_by_nobody_else_nor_later_nor_with_another_key(client, monkeypatch):
    proof, other = proof_of(on_paper()), proof_of(on_paper(b"%PDF-1.7 outra"))
    token = client.post(address("proof", proof), WHY).context["opened"]["token"]
    assert signed_in(account_with("lab_lead")).get(address("scan", proof, token)).status_code == 404
    assert signed_in(account_with("researcher")).get(address("scan", proof, token)).status_code == 404
    assert client.get(address("scan", other, token)).status_code == 404
    assert client.get(address("scan", proof, "inventada")).status_code == 404
    monkeypatch.setattr(proofs, "OPEN_SECONDS", -1)
    assert client.get(address("scan", proof, token)).status_code == 404


def test_a_better_scan_takes_the_place_and_the_ledger_still_binds_the_first(
    client, folder, django_capture_on_commit_callbacks
):
    proof = proof_of(on_paper())
    first, line = proof.scan_sha256, proof.entry.digest
    false = SimpleUploadedFile("folha.pdf", b"MZ outra coisa")
    assert "não é PDF" in client.post(address("replace_scan", proof), {**WHY, "scan": false}).content.decode()
    better = SimpleUploadedFile("melhor.png", b"\x89PNG legivel")
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address("replace_scan", proof), {**WHY, "scan": better})
    assert answer["Location"] == address("proof", proof)
    now = proof_of(Participant.objects.get())
    assert now.scan_name == "melhor.png" and [one["sha256"] for one in now.earlier] == [first]
    assert receipts.proof_holds(now) and now.entry.digest == line and lying(folder) == 1
    assert not scans.path_of(first).exists() and first in client.get(address("proof", now)).content.decode()
    token = client.post(address("proof", now), WHY).context["opened"]["token"]
    sheet = client.get(address("scan", now, token))
    assert sheet["Content-Type"] == "image/png"
    sheet.close()


def test_a_first_scan_is_added_to_a_note_and_the_same_one_twice_is_one(folder):
    proof = proof_of(on_paper(None))
    made = actions.replace_scan(by=officer(), proof=proof, scan=scanned(), why="Chegou a folha.")
    assert receipts.proof_holds(made) and [one["sha256"] for one in made.earlier] == [""]
    again = actions.replace_scan(by=officer(), proof=made, scan=scanned(), why="Chegou a folha.")
    assert len(again.earlier) == 1 and lying(folder) == 1


def test_a_scan_is_removed_for_good_but_not_one_that_shows_another_answer(
    client, folder, django_capture_on_commit_callbacks
):
    proof = proof_of(on_paper())
    shared = on_paper()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.get(address("remove_scan", proof)).status_code == 200
        client.post(address("remove_scan", proof), {"why": "Trazia o cartão de cidadão."})
    assert lying(folder) == 1 and proof_of(shared).scan_sha256
    gone = ConsentProof.objects.get(pk=proof.pk)
    assert (gone.scan_sha256, gone.oral_note) == ("", "Dossiê A")
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_scan(by=officer(), proof=proof_of(shared), why="Também.")
    assert lying(folder) == 0


def test_a_proof_that_was_tampered_with_is_told(client):
    proof = proof_of(on_paper())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ConsentProof.objects.filter(pk=proof.pk).update(oral_note="Outra")
    proof.oral_note = "Outra"
    assert not receipts.proof_holds(proof)


def test_who_may_look_and_who_may_change(folder):
    proof = proof_of(on_paper())
    with pytest.raises(NotAllowed):
        actions.see_proof(by=actor_with("researcher"), proof=proof, why="Curiosidade.")
    for act in (
        lambda by: actions.remove_scan(by=by, proof=proof, why="Porque sim."),
        lambda by: actions.replace_scan(by=by, proof=proof, scan=scanned(b"%PDF x"), why="Porque sim."),
    ):
        with pytest.raises(NotAllowed):
            act(actor_with("lab_lead"))
    with pytest.raises(ConsentProblem):
        actions.see_proof(by=officer(), proof=proof, why=" ")
    with pytest.raises(UploadRefused):
        scanned(b"<html>")
    assert scans.kept_scan(None) is None
    lead = signed_in(account_with("lab_lead"))
    assert "Substituir" not in lead.get(address("proof", proof)).content.decode()
    assert signed_in(account_with("researcher")).get(reverse("participants:proofs")).status_code == 403


def test_three_years_after_it_ended_a_proof_goes_and_the_line_stays(folder, monkeypatch):
    ended, kept, by = on_paper(), on_paper(b"%PDF-1.7 outra"), officer()
    withdraw_consent(by=WHO, whose=ended.whose, purpose="take_part", channel="paper")
    now, rule = timezone.now(), "consent.ledger"
    for days, goes in ((0, False), (3 * 365 - 1, False), (3 * 365 + 1, True)):
        monkeypatch.setattr(timezone, "now", lambda days=days: now + timedelta(days=days))
        (overdue,) = [one for one in rules() if one.data.kind == rule]
        assert bool(overdue.count) is goes
        assert apply_rule(by=by, overdue=overdue) == int(goes)
    assert [proof.entry.subject for proof in ConsentProof.objects.select_related("entry")] == [kept.subject.id]
    assert lying(folder) == 1 and ConsentEntry.objects.filter(subject=ended.subject.id).count() == 2
