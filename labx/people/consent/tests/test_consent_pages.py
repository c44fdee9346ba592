"""Pages and commands of consent, and what tells of single people without those who withdrew."""

import json
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.urls import reverse

from labx.core.events.publish import publish
from labx.core.measures.compute import compute
from labx.core.measures.declare import measure
from labx.core.measures.subjects import per_subject
from labx.people.consent import receipts
from labx.people.consent.actions import texts
from labx.people.consent.cli import consent as command
from labx.people.consent.models import ConsentText
from labx.people.consent.tests.making import WHO, given, published, taken_back
from tests.people import account_with, signed_in

pytestmark = pytest.mark.django_db
WORDS = {"purpose": "photo", "language": "pt", "text": "Aceito.", "lawful_basis": "consent", "valid_months": 12}


def test_a_text_from_draft_to_withdrawal():
    client = signed_in(account_with("data_protection_officer"))
    assert client.get(reverse("consent:list")).status_code == 200
    assert client.get(reverse("consent:new")).status_code == 200
    assert client.post(reverse("consent:new"), {**WORDS, "valid_months": 0}).status_code == 200
    client.post(reverse("consent:new"), WORDS)
    text = ConsentText.objects.get()
    edit = reverse("consent:edit", args=[text.pk])
    assert client.get(edit).status_code == 200
    client.post(edit, {**WORDS, "text": "Aceito que me fotografem.", "edition": 1})
    kept = client.post(edit, {**WORDS, "text": "O meu texto.", "edition": 1}).content.decode()
    assert "O que entretanto foi guardado" in kept and 'name="edition" value="2"' in kept
    assert "O meu texto." in kept and ConsentText.objects.get().text == "Aceito que me fotografem."
    page = reverse("consent:text", args=[text.pk])
    assert reverse("consent:publish", args=[text.pk]) in client.get(page).content.decode()
    client.post(reverse("consent:publish", args=[text.pk]))
    client.post(reverse("consent:publish", args=[text.pk]))
    assert client.post(edit, {**WORDS, "edition": 2}).status_code == 200
    version = reverse("consent:new_version", args=[text.pk])
    assert "Aceito que me fotografem." in client.get(version).content.decode()
    client.post(version, {**WORDS, "text": "Melhor."})
    assert ConsentText.objects.get(version=2).text == "Melhor."
    withdraw = reverse("consent:withdraw", args=[text.pk])
    assert client.get(withdraw).status_code == 200
    client.post(withdraw, {"why": "Há outro melhor."})
    client.post(withdraw, {"why": "Outra vez."})
    assert "Há outro melhor." in client.get(page).content.decode()
    for state in ("draft", "open", "withdrawn"):
        assert client.get(f"{reverse('consent:list')}?estado={state}").status_code == 200


def test_standard_texts_are_drafted_once():
    client = signed_in(account_with("lab_lead"))
    assert client.get(reverse("consent:standard")).status_code == 200
    client.post(reverse("consent:standard"))
    count = ConsentText.objects.count()
    client.post(reverse("consent:standard"))
    assert count == ConsentText.objects.count() == 16


def test_readers_read_and_do_not_write():
    text = published()
    client = signed_in(account_with("analyst"))
    body = client.get(reverse("consent:text", args=[text.pk])).content.decode()
    assert reverse("consent:withdraw", args=[text.pk]) not in body
    assert client.post(reverse("consent:new"), WORDS).status_code == 403


def test_the_command_drafts_and_checks(tmp_path):
    runner = CliRunner()
    assert "16 texts drafted" in runner.invoke(command, ["standard-texts"]).output
    subject = uuid4()
    given(published("audio"), subject)
    file = tmp_path / "comprovativos.json"
    file.write_text(json.dumps({"receipts": [receipts.receipt(taken_back(subject))]}))
    assert "1 withdrawals" in runner.invoke(command, ["check-receipt", str(file)]).output
    file.write_text(file.read_text().replace("audio", "photo"))
    changed = runner.invoke(command, ["check-receipt", str(file)])
    assert changed.exit_code == 1 and "does not hold" in changed.output


def test_who_withdrew_is_left_out_of_what_tells_of_people_and_stays_in_counts():
    subject, other, project = uuid4(), uuid4(), uuid4()
    given(published("take_part"), subject)
    for one in (subject, other):
        publish(name="participants.joined", subject=one, project=project, context={"channel": "web"})
    counted = measure("participants.joined")
    assert {row["subject"] for row in per_subject("participants.joined").rows(named=True)} == {subject, other}
    taken_back(subject, "take_part")
    assert [row["subject"] for row in per_subject("participants.joined").rows(named=True)] == [other]
    assert [row["subject"] for row in per_subject("participants.joined", project=project).rows(named=True)] == [other]
    assert compute(counted).value == 2


def test_a_withdrawal_for_one_project_is_left_out_there_alone():
    subject, here, there = uuid4(), uuid4(), uuid4()
    given(published("take_part"), subject)
    for project in (here, there):
        publish(name="participants.joined", subject=subject, project=project, context={"channel": "web"})
    taken_back(subject, "take_part", project=here)
    assert len(per_subject("participants.joined", project=here)) == 0
    assert len(per_subject("participants.joined", project=there)) == 1


def test_a_draft_is_published_only_by_its_keepers():
    draft = texts.draft_text(by=WHO, purpose="photo", language="pt", text="Aceito.")
    client = signed_in(account_with("researcher"))
    assert client.post(reverse("consent:publish", args=[draft.pk])).status_code == 404
