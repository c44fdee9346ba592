"""Joining the panel: on a phone with a code, by staff, and everything that is refused."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from labx.core.actors import ANONYMOUS
from labx.core.events.models import HotEvent
from labx.core.policy import NotAllowed
from labx.people.consent import gate, scans
from labx.people.consent.actions.texts import withdraw_text
from labx.people.consent.errors import ConsentProblem
from labx.people.consent.models import ConsentEntry, Guardian
from labx.people.consent.parties import Proof
from labx.people.consent.tests.making import published
from labx.people.participants import jobs, links
from labx.people.participants import mail as post
from labx.people.participants.actions import joining
from labx.people.participants.errors import PanelProblem, RequestOver, WrongCode
from labx.people.participants.models import Contact, JoinRequest, Participant
from labx.people.participants.tests.making import ABOUT, FORM, REACHED, WHO, joined, joining_of, take_part
from tests.people import account_with, actor_with, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages go out at once, as the worker would send them."""
    monkeypatch.setattr(jobs.mail_code, "defer", lambda **given: jobs.mail_code(**given))
    monkeypatch.setattr(jobs.mail_link, "defer", lambda **given: jobs.mail_link(**given))


def code_sent() -> str:
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body).group()


def test_somebody_joins_on_a_phone_with_a_code(client):
    take_part()
    published("quotes")
    assert reverse("participants:about") in client.get(reverse("participants:begin")).content.decode()
    second = client.post(reverse("participants:about"), ABOUT)
    body = second.content.decode()
    assert 'name="agree_take_part"' in body and "checked" not in body.replace("aria-checked", "").split("agree_")[1]
    answer = client.post(reverse("participants:reach"), FORM)
    assert answer.status_code == 302 and not Participant.objects.exists()
    assert client.post(answer["Location"], {"code": "000000"}).status_code == 200
    assert client.post(answer["Location"], {"code": code_sent()})["Location"] == reverse("participants:joined")
    participant = Participant.objects.select_related("subject", "contact").get()
    assert participant.contact.email == "maria@example.pt" and participant.access_needs == ["captions"]
    entry = ConsentEntry.objects.get()
    assert (entry.subject, entry.channel, entry.collected_by) == (participant.subject.id, "web", "participant")
    assert not JoinRequest.objects.exists()
    assert links.own_path(participant) in mail.outbox[-1].body
    assert HotEvent.objects.get(name="participants.joined").subject == participant.subject.id
    assert client.get(answer["Location"]).status_code == 410


def test_nothing_is_kept_before_the_second_page_and_no_box_is_ticked(client):
    take_part()
    client.post(reverse("participants:about"), ABOUT)
    assert not JoinRequest.objects.exists()
    without = {name: value for name, value in FORM.items() if name != "agree_take_part"}
    assert client.post(reverse("participants:reach"), without).status_code == 200
    assert not JoinRequest.objects.exists() and not mail.outbox


@pytest.mark.parametrize(
    "wrong",
    [
        {"age_band": "under_18"},
        {"district": "madrid"},
        {"email": ""},
        {"email": "isto não é"},
        {"preferred": "phone", "phone": "12"},
        {"preferred": "post"},
        {"invitations_a_year": "99"},
    ],
)
def test_bad_answers_are_told_and_kept(client, wrong):
    take_part()
    answer = client.post(reverse("participants:reach"), {**FORM, **wrong})
    assert answer.status_code == 200 and not JoinRequest.objects.exists()
    assert 'class="error"' in answer.content.decode()


def test_five_wrong_codes_end_the_request():
    request = joining.ask_to_join(by=ANONYMOUS, joining=joining_of())
    for _number in range(5):
        with pytest.raises(WrongCode):
            joining.confirm_join(by=ANONYMOUS, request=request, code="x")
    with pytest.raises(RequestOver):
        joining.confirm_join(by=ANONYMOUS, request=request, code=code_sent())
    assert not Participant.objects.exists()


def test_a_request_that_ran_out_is_over_and_forgotten(client):
    request = joining.ask_to_join(by=ANONYMOUS, joining=joining_of())
    JoinRequest.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    address = reverse("participants:code", args=[links.request_token(request)])
    assert client.post(address, {"code": code_sent()}).status_code == 410
    assert jobs.forget_requests() == 1
    assert client.get(address).status_code == 410
    assert client.get(reverse("participants:code", args=["inventado"])).status_code == 410


def test_an_address_is_asked_three_times_at_most(client):
    take_part()
    for _number in range(3):
        client.post(reverse("participants:reach"), FORM)
    answer = client.post(reverse("participants:reach"), FORM)
    assert answer["Location"] == reverse("participants:asked_too_often") and len(mail.outbox) == 3


def test_who_is_in_already_gets_the_link_again_and_no_second_place():
    known = joined(email="maria@example.pt")
    request = joining.ask_to_join(by=ANONYMOUS, joining=joining_of(email="MARIA@example.pt"))
    assert joining.confirm_join(by=ANONYMOUS, request=request, code=code_sent()) == known
    assert Participant.objects.count() == 1 and links.own_path(known) in mail.outbox[-1].body


def test_a_text_withdrawn_meanwhile_is_told_and_nothing_is_written(client):
    request = joining.ask_to_join(by=ANONYMOUS, joining=joining_of())
    withdraw_text(by=WHO, text=take_part(), why="Faltava dizer quem lê.")
    answer = client.post(reverse("participants:code", args=[links.request_token(request)]), {"code": code_sent()})
    assert answer.status_code == 410 and not Participant.objects.exists()


def test_by_telephone_somebody_of_the_laboratory_confirms():
    client = signed_in(account_with("lab_lead"))
    take_part()
    answer = client.post(
        reverse("participants:reach"), {**FORM, "preferred": "phone", "email": "", "phone": "912 345 678"}
    )
    assert answer["Location"] == reverse("participants:asked") and not mail.outbox
    assert client.get(answer["Location"]).status_code == 200
    waiting = JoinRequest.objects.get()
    assert str(waiting.pk) in client.get(reverse("participants:requests")).content.decode()
    page = reverse("participants:request", args=[waiting.pk])
    assert "912 345 678" in client.get(page).content.decode()
    assert client.post(page, {"note": ""}).status_code == 200
    client.post(page, {"note": "Telefonei dia 3; confirmou."})
    entry = ConsentEntry.objects.select_related("proof").get()
    assert entry.channel == "phone" and entry.proof.oral_note == "Telefonei dia 3; confirmou."


def test_a_request_is_put_aside():
    client = signed_in(account_with("lab_lead"))
    request = joining.ask_to_join(by=ANONYMOUS, joining=joining_of(email="", preferred="post", address="Rua 1"))
    page = reverse("participants:request", args=[request.pk])
    assert client.post(page, {"why": ""}).status_code == 200
    client.post(page, {"why": "Ninguém atende."})
    assert not JoinRequest.objects.exists()
    with pytest.raises(RequestOver):
        joining.confirm_by_staff(by=WHO, request=request, note="?")


def test_staff_enter_somebody_who_telephoned():
    client = signed_in(account_with("researcher"))
    take_part()
    address = reverse("participants:enter")
    assert client.get(address).status_code == 200
    given = {**FORM, "channel": "phone", "email": "", "preferred": "phone", "phone": "912345678"}
    assert "nota" in client.post(address, given).content.decode() and not Participant.objects.exists()
    answer = client.post(address, {**given, "oral_note": "Li o texto; disse que sim."})
    assert answer["Location"] == reverse("participants:participant", args=[Participant.objects.get().code])


def test_a_scan_must_be_what_it_says(tmp_path, settings):
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.MEDIA_ROOT = tmp_path
    client = signed_in(account_with("researcher"))
    take_part()
    given = {**FORM, "channel": "paper"}
    false = SimpleUploadedFile("folha.pdf", b"MZ isto nao e um PDF")
    assert client.post(reverse("participants:enter"), {**given, "scan": false}).status_code == 200
    assert not Participant.objects.exists()
    real = SimpleUploadedFile("folha.pdf", b"%PDF-1.7 assinada")
    client.post(reverse("participants:enter"), {**given, "scan": real})
    proof = ConsentEntry.objects.select_related("proof").get().proof
    assert proof.scan_name == "folha.pdf" and scans.path_of(proof.scan_sha256).is_relative_to(tmp_path)
    assert scans.path_of(proof.scan_sha256).exists()


def test_a_child_joins_only_with_its_guardian():
    client = signed_in(account_with("lab_lead"))
    take_part()
    published("take_part", needs_guardian=True)
    given = {**FORM, "age_band": "under_18", "channel": "in_person"}
    assert client.post(reverse("participants:enter"), given).status_code == 200
    address = f"{reverse('participants:enter')}?crianca=1"
    assert client.get(address).status_code == 200 and client.post(address, given).status_code == 200
    assert not Participant.objects.exists()
    known = {"guardian_name": "Ana Reis", "guardian_contact": "912345678", "has_assent": "on"}
    client.post(address, {**given, **known})
    assert Guardian.objects.get().name == "Ana Reis"
    assert gate.may_use(Participant.objects.get().subject.id, "take_part")


def test_nobody_joins_without_agreeing_to_take_part():
    other = published("photo")
    for act in (joining.ask_to_join, joining.enter_participant):
        more = {"channel": "paper"} if act is joining.enter_participant else {}
        with pytest.raises(PanelProblem):
            act(by=WHO, joining=joining.Joining(ABOUT, REACHED, (other,)), **more)


def test_without_a_published_text_nobody_can_begin(client):
    assert reverse("participants:about") not in client.get(reverse("participants:begin")).content.decode()
    assert client.get(reverse("participants:reach")).status_code == 302


def test_a_lost_link_is_sent_again_and_the_page_tells_nothing(client):
    known = joined(email="maria@example.pt")
    address = reverse("participants:lost_link")
    assert client.get(address).status_code == 200
    here = client.post(address, {"email": "maria@example.pt"}).content
    there = client.post(address, {"email": "ninguem@example.pt"}).content
    assert re.sub(rb"csrf\w+|value=\"\w+\"", b"", here) == re.sub(rb"csrf\w+|value=\"\w+\"", b"", there)
    assert len(mail.outbox) == 1 and links.own_path(known) in mail.outbox[0].body


def test_messages_go_to_nobody_who_left_or_has_no_address():
    joined(email="", preferred="phone", phone="912345678")
    post.send_link(Participant.objects.get().id, "welcome")
    post.send_code(Participant.objects.get().id, "123456")
    assert not mail.outbox


@pytest.mark.parametrize("act", ["enter", "discard", "confirm"])
def test_only_recruiters_enter_people(act):
    stranger = actor_with("participant")
    request = joining.ask_to_join(by=ANONYMOUS, joining=joining_of(email="", preferred="phone", phone="912345678"))
    acts = {
        "enter": lambda: joining.enter_participant(by=stranger, joining=joining_of(), channel="paper"),
        "discard": lambda: joining.discard_request(by=stranger, request=request, why="?"),
        "confirm": lambda: joining.confirm_by_staff(by=stranger, request=request, note="?"),
    }
    with pytest.raises(NotAllowed):
        acts[act]()
    assert not Contact.objects.exists()


def test_a_telephone_answer_without_a_note_writes_nothing():
    with pytest.raises(ConsentProblem):
        joining.enter_participant(by=WHO, joining=joining_of(proof=Proof()), channel="phone")
    assert not Participant.objects.exists()
