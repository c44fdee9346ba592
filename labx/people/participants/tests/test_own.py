"""“My participation”: what a participant sees and decides alone."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labx.core.actions import EditedMeanwhile
from labx.core.actors import Actor
from labx.core.events.models import HotEvent
from labx.core.policy import NotAllowed
from labx.people.consent import gate, receipts
from labx.people.consent.actions.texts import withdraw_text
from labx.people.consent.models import ConsentEntry, ConsentText
from labx.people.consent.tests.making import published
from labx.people.participants import jobs, links
from labx.people.participants.actions import people
from labx.people.participants.errors import NotNow
from labx.people.participants.models import Contact, Invitation, Participant
from labx.people.participants.tests.making import ABOUT, REACHED, WHO, invited, joined, several
from labx.people.participants.views import own
from tests.people import account_with, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> None:
    for task in (jobs.mail_link, jobs.mail_invitation):
        monkeypatch.setattr(task, "defer", lambda task=task, **given: task(**given))


@pytest.fixture
def me() -> Participant:
    return joined()


def at(participant: Participant, page: str, *more) -> str:
    return reverse(f"participants:{page}", args=[links.own_token(participant), *more])


def test_the_link_is_the_key(client, me):
    assert me.code in client.get(at(me, "own")).content.decode()
    forged = reverse("participants:own", args=[links.own_token(me)[:-2] + "xx"])
    assert client.get(forged).status_code == 410
    old = at(me, "own")
    people.make_new_link(by=WHO, participant=me)
    assert client.get(old).status_code == 410
    assert client.get(at(Participant.objects.get(), "own")).status_code == 200


def test_each_agreement_is_taken_back_with_one_click_and_a_proof(client, me):
    answer = client.post(at(me, "own_withdraw", "take_part"))
    assert answer["Location"] == at(me, "own_receipt", "take_part")
    entry = ConsentEntry.objects.get(answer="withdrawn")
    assert entry.digest in client.get(answer["Location"]).content.decode()
    assert not gate.may_use(me.subject.id, "take_part")
    written = json.loads(client.get(at(me, "own_receipts")).content)
    assert receipts.check_written(written) == 1
    assert client.post(at(me, "own_withdraw", "photo")).status_code == 302  # never agreed to: told on the page
    assert client.post(at(me, "own_withdraw", "nada")).status_code == 404
    assert client.get(at(me, "own_receipt", "photo")).status_code == 404
    assert client.get(at(me, "own_withdraw", "take_part")).status_code == 405


def test_more_may_be_agreed_to_later(client, me):
    published("photo")
    assert at(me, "own_agree", "photo") in client.get(at(me, "own")).content.decode()
    client.post(at(me, "own_agree", "photo"))
    assert gate.may_use(me.subject.id, "photo")
    assert client.post(at(me, "own_agree", "audio")).status_code == 404  # no such text is published


def test_what_was_withdrawn_meanwhile_is_told_on_the_page(client, me, monkeypatch):
    published("photo")
    texts = {text.purpose: text for text in ConsentText.objects.all()}
    for text in texts.values():
        withdraw_text(by=WHO, text=text, why="Tem um erro.")
    monkeypatch.setattr(own, "open_text", lambda purpose, **_in: texts[purpose])  # as read a moment before
    monkeypatch.setattr(own, "open_texts", lambda **_in: texts.values())
    for address in (at(me, "own_agree", "photo"), at(me, "own_renew")):
        assert "Publique primeiro uma" in client.post(address, follow=True).content.decode()
    assert not gate.may_use(me.subject.id, "photo")


def test_leaving_deletes_who_it_was_and_proves_it(client, me):
    assert client.get(at(me, "own_leave")).status_code == 200 and Contact.objects.exists()
    client.post(at(me, "own_leave"))
    assert not Contact.objects.exists() and not gate.may_use(me.subject.id, "take_part")
    assert HotEvent.objects.get(name="participants.left").context == {"reason": "asked"}
    page = client.get(at(me, "own")).content.decode()
    assert at(me, "own_receipts") in page
    written = json.loads(client.get(at(me, "own_receipts")).content)
    assert receipts.check_written(written) == 2 and written["receipts"][-1]["content"]["participant"] == me.code
    client.post(at(me, "own_leave"))
    assert HotEvent.objects.filter(name="participants.left").count() == 1
    for page in ("own_change", "own_data"):
        assert client.get(at(me, page)).status_code in {200, 302}
    assert client.post(at(me, "own_renew")).status_code == 302
    with pytest.raises(NotNow):
        people.see_contact(by=WHO, participant=me, why="?")


def test_data_are_changed_and_taken_along(client, me):
    assert client.get(at(me, "own_change")).status_code == 200
    client.post(at(me, "own_change"), {**ABOUT, "district": "porto", "edition": 1})
    client.post(at(me, "own_change"), {**REACHED, "name": "Maria R.", "edition": 1})
    known = json.loads(client.get(at(me, "own_data")).content)
    assert (known["about"]["district"], known["contact"]["name"]) == ("porto", "Maria R.")
    assert client.post(at(me, "own_change"), {**REACHED, "email": "x", "edition": 2}).status_code == 200
    assert Contact.objects.get().name == "Maria R."


def test_a_later_edition_is_never_overwritten(me):
    people.change_participant(by=WHO, participant=me, edition=1, district="porto")
    with pytest.raises(EditedMeanwhile):
        people.change_participant(by=WHO, participant=me, edition=1, district="faro")
    assert Participant.objects.get().district == "porto"


def test_who_is_asked_to_stay_stays_with_one_click(client, me):
    soon = timezone.localdate() + timedelta(days=10)
    Participant.objects.update(renews_on=soon)
    assert jobs.ask_to_renew() == 1 and jobs.ask_to_renew() == 0
    assert links.own_path(me) in mail.outbox[-1].body
    assert at(me, "own_renew") in client.get(at(me, "own")).content.decode()
    client.post(at(me, "own_renew"))
    now = Participant.objects.get()
    assert now.renews_on > soon and now.asked_to_renew_on is None


def test_nobody_counts_as_asked_whose_message_was_not_put_down(me, monkeypatch):
    Participant.objects.update(renews_on=timezone.localdate())

    def refused(**_given):
        raise ConnectionError

    monkeypatch.setattr(jobs.mail_link, "defer", refused)
    with pytest.raises(ConnectionError):
        jobs.ask_to_renew()
    assert Participant.objects.get().asked_to_renew_on is None


def test_a_step_of_the_day_that_fails_stops_no_other(me, monkeypatch):
    late = timezone.localdate() - timedelta(days=1)
    Participant.objects.update(renews_on=late, asked_to_renew_on=late - timedelta(days=40))

    def broken():
        raise LookupError

    monkeypatch.setattr(jobs, "ask_to_renew", broken)
    with pytest.raises(ExceptionGroup) as told:
        jobs.each_day(timestamp=0)
    assert told.group_contains(LookupError) and Participant.objects.get().left_at


def test_who_does_not_answer_for_a_month_is_let_go(me):
    late = timezone.localdate() - timedelta(days=1)
    Participant.objects.update(renews_on=late)
    assert jobs.let_go() == 0  # nobody is let go who was not asked
    Participant.objects.update(asked_to_renew_on=late - timedelta(days=40))
    jobs.each_day(timestamp=0)
    assert Participant.objects.get().left_at and not Contact.objects.exists()
    assert HotEvent.objects.get(name="participants.left").context == {"reason": "not_renewed"}


def test_an_invitation_is_answered_on_the_own_page(client):
    several(4)
    recruitment = invited()
    first = recruitment.invitations.select_related("participant").get(position=1)
    person = first.participant
    page = client.get(at(person, "own")).content.decode()
    assert recruitment.need in page
    client.post(at(person, "own_reply", first.pk, "aceitar"))
    assert Invitation.objects.get(pk=first.pk).reply == "accepted"
    assert at(person, "own_reply", first.pk, "recusar") in client.get(at(person, "own")).content.decode()
    client.post(at(person, "own_reply", first.pk, "recusar"))
    assert client.post(at(person, "own_reply", first.pk, "aceitar")).status_code == 302
    assert Invitation.objects.get(pk=first.pk).reply == "declined"
    other = recruitment.invitations.get(position=2)
    assert client.post(at(person, "own_reply", other.pk, "aceitar")).status_code == 404
    assert client.post(at(person, "own_reply", first.pk, "talvez")).status_code == 404


def test_who_signs_in_finds_the_linked_participation(me):
    account = account_with("participant")
    client = signed_in(account)
    assert client.get(reverse("participants:mine"))["Location"] == reverse("participants:begin")
    Contact.objects.update(account=account)
    assert client.get(reverse("participants:mine"))["Location"] == links.own_path(me)
    assert reverse("rights:own") in client.get(links.own_path(me)).content.decode()


def test_nobody_changes_another(me):
    other = Actor("participant", joined().id)
    for act, more in (
        (people.change_participant, {"edition": 1}),
        (people.change_contact, {"edition": 1}),
        (people.renew, {}),
        (people.leave_panel, {}),
        (people.make_new_link, {}),
        (people.see_contact, {"why": "?"}),
    ):
        with pytest.raises(NotAllowed):
            act(by=other, participant=me, **more)
    people.renew(by=Actor("participant", me.id), participant=me)


def test_pages_of_a_citizen_are_kept_by_nobody(me):
    assert "no-store" in Client().get(links.own_path(me))["Cache-Control"]
