"""Recruitment: drawn once and verifiably, invited within limits, replaced from the same list."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from labx.core.actors import Actor
from labx.core.events.models import HotEvent
from labx.core.measures.compute import compute
from labx.core.policy import NotAllowed
from labx.people.consent.models import ConsentUse
from labx.people.consent.tests.making import taken_back
from labx.people.participants import draws, jobs, queries
from labx.people.participants import mail as post
from labx.people.participants.actions import inviting, people, recruiting
from labx.people.participants.cli import participants as command
from labx.people.participants.errors import NotNow
from labx.people.participants.models import Invitation, Participant, Recruitment
from labx.people.participants.tests.making import WHO, drawn, invited, joined, opened, several
from labx.stats.errors import CannotEstimate
from tests.people import account_with, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs.mail_invitation, "defer", lambda **given: jobs.mail_invitation(**given))


def test_the_seed_is_secret_until_the_draw_and_its_hash_is_not(client):
    several(5)
    recruitment = opened()
    before = client.get(reverse("participants:public_draw", args=[recruitment.code])).content.decode()
    assert recruitment.seed_digest in before and recruitment.seed not in before
    recruiting.draw(by=WHO, recruitment=recruitment)
    after = client.get(reverse("participants:public_draw", args=[recruitment.code])).content.decode()
    assert recruitment.seed in after
    assert not any(code in after for code in Participant.objects.values_list("code", flat=True))


def test_a_draw_is_made_once_and_can_be_repeated_from_its_file(tmp_path):
    several(6)
    recruitment = drawn(places=3, alternates=2)
    assert [one.position for one in recruitment.invitations.all()] == [1, 2, 3, 4, 5]
    document = queries.document(recruitment)
    assert draws.differences(document) == []
    with pytest.raises(NotNow):
        recruiting.draw(by=WHO, recruitment=recruitment)
    with pytest.raises(NotNow):
        recruiting.edit_recruitment(by=WHO, recruitment=recruitment, edition=1, places=9)
    file = tmp_path / "sorteio.json"
    file.write_text(json.dumps(document))
    told = CliRunner().invoke(command, ["verify-draw", str(file)])
    assert told.exit_code == 0 and "3 people and 2 alternates" in told.output
    for part, change in (("seed", "x" * 20), ("pool", {**document["pool"], "P-NOVA": {**ANYONE}})):
        file.write_text(json.dumps({**document, part: change}))
        told = CliRunner().invoke(command, ["verify-draw", str(file)])
        assert told.exit_code == 1 and "not" in told.output
    file.write_text("[]")
    assert "no file of a draw" in CliRunner().invoke(command, ["verify-draw", str(file)]).output


ANYONE = {"age_band": "35_44", "district": "lisboa", "education": "higher", "digital_ease": "alone"}


def test_only_people_who_agree_are_here_and_below_their_limit_are_drawn():
    left, back, tired, once = several(4)
    people.leave_panel(by=WHO, participant=left)
    taken_back(back.subject.id, "take_part")
    Participant.objects.filter(pk=tired.pk).update(invitations_a_year=1)
    earlier = opened(title="Antes", places=1)
    Invitation.objects.create(recruitment=earlier, participant=tired, position=1, invited_at=timezone.now())
    Invitation.objects.create(recruitment=earlier, participant=once, position=2, invited_at=timezone.now())
    assert set(drawn(places=1, alternates=0).pool) == {once.code}
    assert ConsentUse.objects.get(what="participants.drawn").subject == once.subject.id


def test_a_recruitment_may_be_open_only_to_some():
    several(3)
    young = joined({"age_band": "18_24"})
    assert set(drawn(places=1, alternates=0, narrowed_to={"age_band": ["18_24"]}).pool) == {young.code}


def test_quotas_are_met_and_chances_told():
    several(4)
    several(3, district="porto")
    quotas = [{"attribute": "district", "category": "porto", "least": 2, "most": 2}]
    recruitment = drawn(method="quotas", places=3, alternates=2, quotas=quotas)
    chosen = [recruitment.pool[code]["district"] for code in recruitment.result["selected"]]
    assert sorted(chosen) == ["lisboa", "porto", "porto"]
    by_cell = {cell["cell"]: cell for cell in recruitment.result["cells"]}
    assert by_cell["porto"]["lower"] <= 2 / 3 <= by_cell["porto"]["upper"]
    assert by_cell["lisboa"]["lower"] <= 1 / 4 <= by_cell["lisboa"]["upper"]
    assert draws.differences(queries.document(recruitment)) == []


def test_what_cannot_be_drawn_is_told_and_nothing_is_frozen():
    several(2)
    recruitment = opened(places=5)
    with pytest.raises(CannotEstimate, match="2 people"):
        recruiting.draw(by=WHO, recruitment=recruitment)
    assert Recruitment.objects.get().pool is None


def test_the_job_tells_why_no_draw_can_be_made(run_jobs):
    several(3)
    quotas = [{"attribute": "district", "category": "porto", "least": 1, "most": 2}]
    recruitment = opened(method="quotas", quotas=quotas, places=2)
    client = signed_in(account_with("lab_lead"))
    client.post(reverse("participants:draw", args=[recruitment.code]))
    run_jobs()
    told = client.get(reverse("participants:recruitment", args=[recruitment.code])).content.decode()
    assert "“Porto”" in told and Recruitment.objects.get().pool is None


def test_editing_before_the_draw_keeps_the_seed():
    recruitment = opened()
    edited = recruiting.edit_recruitment(by=WHO, recruitment=recruitment, edition=1, places=7)
    assert (edited.places, edited.seed) == (7, recruitment.seed)


def test_the_drawn_are_invited_once_with_a_message_each():
    several(5)
    recruitment = invited()
    assert len(mail.outbox) == 2 and recruitment.need in mail.outbox[0].body
    assert HotEvent.objects.filter(name="participants.invited").count() == 2
    assert inviting.invite_drawn(by=WHO, recruitment=recruitment) == 0
    first = recruitment.invitations.select_related("participant").first()
    assert first.answer_by == timezone.localdate() + timedelta(days=7)
    assert first.participant.last_contact_on == timezone.localdate()


def test_who_took_it_back_after_the_draw_is_not_invited():
    several(5)
    recruitment = drawn()
    gone = recruitment.invitations.select_related("participant__subject").first()
    taken_back(gone.participant.subject.id, "take_part")
    assert inviting.invite_drawn(by=WHO, recruitment=recruitment) == 2
    gone.refresh_from_db()
    assert gone.reply == "left" and gone.replaced_by.is_alternate
    assert gone.participant.contact.email not in [message.to[0] for message in mail.outbox]


def test_a_message_waiting_when_it_is_taken_back_is_not_sent():
    several(4)
    recruitment = invited()
    mail.outbox.clear()
    one = recruitment.invitations.select_related("participant__subject").first()
    taken_back(one.participant.subject.id, "take_part")
    post.send_invitation(one.pk)
    assert not mail.outbox


def test_declining_invites_the_next_of_the_same_group():
    several(3)
    several(3, age_band="18_24")
    recruitment = invited(places=2, alternates=4)
    old = recruitment.invitations.get(position=1)
    inviting.reply(by=WHO, invitation=old, answer="declined")
    new = recruitment.invitations.select_related("participant").get(replaces=old)
    assert new.invited_at and recruitment.pool[new.participant.code]["age_band"] == recruitment.pool[
        old.participant.code
    ]["age_band"]  # fmt: skip
    assert inviting.reply(by=WHO, invitation=old, answer="declined").reply == "declined"
    with pytest.raises(NotNow):
        inviting.reply(by=WHO, invitation=old, answer="accepted")


def test_who_does_not_answer_in_time_gives_the_place_away():
    several(5)
    recruitment = invited()
    Invitation.objects.filter(invited_at__isnull=False).update(answer_by=timezone.localdate() - timedelta(days=1))
    assert jobs.note_all_silence() == 2
    assert recruitment.invitations.filter(reply="silent").count() == 2
    assert recruitment.invitations.filter(is_alternate=True, invited_at__isnull=False).count() == 2


def test_a_closed_recruitment_invites_nobody_else():
    several(5)
    recruitment = invited()
    recruiting.close_recruitment(by=WHO, recruitment=recruitment, why="Já chegam.")
    recruiting.close_recruitment(by=WHO, recruitment=recruitment, why="Outra vez.")
    inviting.reply(by=WHO, invitation=recruitment.invitations.first(), answer="declined")
    assert not recruitment.invitations.filter(is_alternate=True, invited_at__isnull=False).exists()
    with pytest.raises(NotNow):
        recruiting.draw(by=WHO, recruitment=closed())


def closed() -> Recruitment:
    return recruiting.close_recruitment(by=WHO, recruitment=opened(title="Outro"), why="Não é preciso.")


def test_people_and_participations_are_counted_apart():
    several(2)
    for title in ("Um", "Outro"):
        recruitment = invited(title=title, alternates=0)
        everyone = list(recruitment.invitations.all())
        for invitation in everyone:
            inviting.reply(by=WHO, invitation=invitation, answer="accepted")
        assert inviting.note_took_part(by=WHO, recruitment=recruitment, invitations=everyone) == 2
        assert inviting.note_took_part(by=WHO, recruitment=recruitment, invitations=everyone) == 0
    assert compute("participants.participations").value == 4
    assert compute("participants.people").value == 2


def test_nothing_is_invited_before_the_draw():
    recruitment = opened()
    for act in (inviting.invite_drawn, inviting.note_silence):
        with pytest.raises(NotNow):
            act(by=WHO, recruitment=recruitment)


def test_only_recruiters_recruit():
    several(3)
    recruitment = invited()
    stranger = Actor("account", recruitment.id, frozenset({"analyst"}))
    for act, more in (
        (recruiting.edit_recruitment, {"edition": 1}),
        (recruiting.draw, {}),
        (recruiting.close_recruitment, {"why": "?"}),
        (inviting.invite_drawn, {}),
        (inviting.note_silence, {}),
        (inviting.note_took_part, {"invitations": []}),
    ):
        with pytest.raises(NotAllowed):
            act(by=stranger, recruitment=recruitment, **more)
    with pytest.raises(NotAllowed):
        inviting.reply(by=stranger, invitation=recruitment.invitations.first(), answer="accepted")
    with pytest.raises(NotAllowed):
        recruiting.open_recruitment(by=stranger, title="?", need="?", places=1)


def test_the_pages_from_opening_to_presence(run_jobs, django_capture_on_commit_callbacks):
    several(4)
    client = signed_in(account_with("researcher"))
    assert client.get(reverse("participants:new_recruitment")).status_code == 200
    words = {
        "title": "Ler a carta",
        "need": "Ler.",
        "places": 2,
        "alternates": 1,
        "reply_days": 5,
        "method": "stratified",
    }
    assert client.post(reverse("participants:new_recruitment"), {**words, "method": "quotas"}).status_code == 200
    bad = {**words, "method": "quotas", "quotas": "Lisboa, 3, 1"}
    assert client.post(reverse("participants:new_recruitment"), bad).status_code == 200
    assert client.post(reverse("participants:new_recruitment"), {**bad, "quotas": "Lua, 1, 2"}).status_code == 200
    client.post(reverse("participants:new_recruitment"), {**words, "strata": ["age_band"], "quotas": "Lisboa, 0, 2"})
    recruitment = Recruitment.objects.get()
    page = reverse("participants:recruitment", args=[recruitment.code])
    assert client.get(page).status_code == 200
    edit = reverse("participants:edit_recruitment", args=[recruitment.code])
    assert "Lisboa, 0, 2" in client.get(edit).content.decode()
    narrowed = {**words, "strata": ["age_band"], "narrowed_to": ["district:lisboa"], "edition": 1}
    assert client.post(edit, narrowed).status_code == 302 and client.post(edit, narrowed).status_code == 200
    client.post(reverse("participants:draw", args=[recruitment.code]))
    assert client.get(page).status_code == 200
    run_jobs()
    assert recruitment.invitations.count() == 3
    client.post(reverse("participants:draw", args=[recruitment.code]))
    client.post(reverse("participants:invite", args=[recruitment.code]))
    client.post(reverse("participants:invite", args=[recruitment.code]))
    assert client.get(page).status_code == 200 and client.get(f"{page}?formato=csv").status_code == 200
    first = recruitment.invitations.first()
    address = reverse("participants:invitation", args=[recruitment.code, first.pk])
    assert client.get(address).status_code == 200
    client.post(address, {"answer": "accepted"})
    client.post(address, {"answer": "talvez"})
    presence = reverse("participants:attendance", args=[recruitment.code])
    assert str(first.pk) in client.get(presence).content.decode()
    client.post(presence, {"came": [str(first.pk)]})
    assert Invitation.objects.get(pk=first.pk).took_part_at
    assert json.loads(client.get(reverse("participants:draw_file", args=[recruitment.code])).content)["seed"]
    client.post(address, {"answer": "accepted"})
    finish = reverse("participants:close_recruitment", args=[recruitment.code])
    assert client.get(finish).status_code == 200
    client.post(finish, {"why": "Terminou."})
    assert client.get(reverse("participants:recruitments") + "?estado=closed").status_code == 200


def test_the_list_asks_no_more_for_many_than_for_few(django_assert_max_num_queries):
    client = signed_in(account_with("lab_lead"))
    several(3)
    recruitment = drawn(places=2, alternates=0)
    page = reverse("participants:recruitment", args=[recruitment.code])
    with django_assert_max_num_queries(60) as few:
        client.get(page)
    several(12)
    bigger = drawn(title="Maior", places=12, alternates=3)
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("participants:recruitment", args=[bigger.code]))
