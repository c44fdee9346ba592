"""Chosen steps by a link: nothing else is in them, whoever has the link fills in at most what was chosen."""

import datetime
import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labx.core.actions import EditedMeanwhile
from labx.core.actors import ANONYMOUS, system
from labx.core.packs.library import packs
from labx.desks.saved.actions import shares
from labx.desks.saved.errors import LinkEnded, NoLongerSaved, SavedProblem
from labx.desks.saved.holding import Held
from labx.desks.saved.models import SavedCase, Share
from labx.desks.saved.parts import part_of, proposals, renewed, step_names
from labx.desks.saved.tests.keeping import PIN, Keeper, case_of, kept, text_of
from labx.desks.tests.families import WIDOW
from labx.desks.views import Conversation
from labx.people.rights.actions.retention import apply_rules

pytestmark = pytest.mark.django_db
DIED = {"deceased.stage": "person", "death.date": "10/02/2026"}
AGENCY, DOCTOR = "p04-funeral-agency", "p01-medical-certificate"
LINK = re.compile(r"readonly>[^<]*(/guardado/partilha/[^<]+/)<")


@pytest.fixture
def keeper(client):
    found = Keeper(client)
    found.keep(**DIED)
    return found


def part(chosen=(AGENCY,), **parts):
    conversation = Conversation(None, packs()["desks/bereavement-pt"])
    conversation.case = case_of(**parts)
    return part_of(conversation.told(), chosen)


def shared(held, *, may_fill=True, days=7, **more):
    until = timezone.localdate() + datetime.timedelta(days=days)
    return shares.share_part(by=ANONYMOUS, held=held, part=part(**more), whom="Ana", may_fill=may_fill, until=until)


def share(keeper, way="fill", steps=(AGENCY,), days="30"):
    keeper.send("saved-share", whom="A minha irmã", steps=list(steps), way=way, days=days)
    found = LINK.findall(keeper.page.content.decode())
    return found[-1] if found else ""


def test_the_other_person_sees_the_chosen_steps_and_no_other(keeper):
    link = share(keeper, "read")
    page = Client().get(link)
    text = text_of(page)
    assert "Escolher a agência do funeral" in text and "Chamar um médico" not in text
    assert "porque respondeu" not in text and "A minha irmã" not in text and "<textarea" not in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer" and "noindex" in page["X-Robots-Tag"]
    assert "no-store" in page["Cache-Control"] and "sessionid" not in page.cookies
    assert "Steps shared with you" in text_of(Client().get(link, headers={"accept-language": "en"}))


def test_nothing_that_was_answered_is_in_the_shared_part():
    """The part of the widow's case is the part of a case with every other answer changed."""
    private = {"notes": {DOCTOR: "segredo"}, "helpers": {AGENCY: "Rui"}, "letters": {"": {"nif": "123456789"}}}
    alone = {"deceased.stage": "person", "death.date": "2026-02-10"}
    widow = {**WIDOW, **alone, "death.region": "mainland"}
    assert part(answers=widow, **private) == part(answers={**alone, "death.region": "mainland"})
    whole = json.dumps(part(answers=widow, done=[DOCTOR], **private), ensure_ascii=False)
    for value in ("segredo", "Rui", "123456789", "porque respondeu", "because you answered", *WIDOW, DOCTOR):
        assert value not in whole
    assert step_names(part(answers=widow)) == [AGENCY]


def test_every_step_shared_alone_names_no_other_step_and_no_fact():
    conversation = Conversation(None, packs()["desks/bereavement-pt"])
    conversation.case = case_of(answers={**WIDOW, "death.date": "2026-02-10"}, notes={AGENCY: "segredo"})
    told = conversation.told()
    names = [step.procedure.name for step in told.made.tasks]
    answers = [f"{label}: {words}" for _name, label, words in told.answers()]
    assert len(names) > 10 and len(answers) > 10
    for name in names:
        alone = json.dumps(part_of(told, [name])["steps"], ensure_ascii=False)
        others = [other for other in names if other != name and f'"{other}"' in alone]
        assert not others and not [words for words in answers if words in alone] and "segredo" not in alone


def test_what_lies_here_opens_only_with_the_link():
    held = kept()
    secret = shared(held)
    row = Share.objects.get()
    for column in ("box", "for_owner", "place"):
        for text in (secret, "Ana", AGENCY, "funeral"):
            assert text.encode() not in bytes(getattr(row, column))
    assert len(secret) >= 24 and shares.open_share(secret)[1]["pack"] == "desks/bereavement-pt"
    for wrong in ("", secret[:-1], secret.swapcase(), "x" * 24):
        with pytest.raises(LinkEnded):
            shares.open_share(wrong)


def test_ticks_and_notes_come_back_as_proposals(keeper):
    link = share(keeper)
    sister = Client()
    answer = sister.post(link, {"edition": "1", "done": [AGENCY, DOCTOR], f"note-{AGENCY}": " Falei com eles. "})
    assert answer.status_code == 302 and "Está anotado." in text_of(sister.get(answer["Location"]))
    keeper.send("saved-shares")
    assert "Escolher a agência do funeral: marcado Falei com eles." in keeper.text and keeper.case().done == []
    wanted = re.search(r'name="share" value="([^"]+)"', keeper.page.content.decode())[1]
    keeper.send("saved-take", share=wanted)
    assert keeper.case().done == [AGENCY] and keeper.case().notes == {AGENCY: "Falei com eles."}
    assert "Há alterações por guardar." in keeper.text and "O que a outra pessoa fez" not in keeper.text
    keeper.send("saved-take", share=wanted)
    assert keeper.case().done == [AGENCY] and keeper.case().notes == {AGENCY: "Falei com eles."}
    keeper.send("saved-again")
    assert "Está guardado de novo." in keeper.text


def test_who_may_only_read_cannot_write(keeper):
    link = share(keeper, "read")
    assert Client().post(link, {"edition": "1", "done": [AGENCY]}).status_code == 410
    assert Share.objects.get().edition == 1


def test_two_who_fill_in_at_once_lose_nothing():
    secret = shared(kept())
    shares.fill_share(by=ANONYMOUS, secret=secret, edition=1, done=[AGENCY], notes={AGENCY: "primeira"})
    with pytest.raises(EditedMeanwhile):
        shares.fill_share(by=ANONYMOUS, secret=secret, edition=1, done=[], notes={AGENCY: "segunda"})
    link = reverse("saved:share", args=[secret])
    page = Client().post(link, {"edition": "1", f"note-{AGENCY}": "segunda"})
    text = text_of(page)
    assert "primeira" in text and "segunda" in text and 'name="edition" value="2"' in page.content.decode()
    assert Client().post(link, {"edition": "não", f"note-{AGENCY}": "segunda"}).status_code == 200
    assert shares.open_share(secret)[1]["notes"] == {AGENCY: "primeira"}


def test_only_the_chosen_steps_are_filled_in_and_no_more_than_a_note_holds():
    secret = shared(kept())
    notes = {AGENCY: "x" * 5000, DOCTOR: "y", "": "z"}
    shares.fill_share(by=ANONYMOUS, secret=secret, edition=1, done=[DOCTOR, "nada"], notes=notes)
    found = shares.open_share(secret)[1]
    assert found["done"] == [] and {name: len(note) for name, note in found["notes"].items()} == {
        AGENCY: shares.LONGEST_NOTE
    }


def test_a_share_is_taken_back(keeper):
    link = share(keeper)
    wanted = re.search(r'name="share" value="([^"]+)"', keeper.page.content.decode())[1]
    keeper.send("saved-end", share=wanted)
    assert "Já não está partilhado." in keeper.text and not Share.objects.exists()
    answer = Client().get(link)
    assert answer.status_code == 410 and "Esta ligação já não abre nada." in text_of(answer)
    for go in ("saved-end", "saved-renew", "saved-take"):
        keeper.send(go, share=wanted)
        keeper.send(go, share="nada")
    assert "Esta ligação já não abre nada." in keeper.text


def test_a_share_is_brought_up_to_date_and_keeps_what_was_filled_in(keeper):
    link = share(keeper, steps=[AGENCY, DOCTOR])
    Client().post(link, {"edition": "1", "done": [AGENCY], f"note-{DOCTOR}": "amanhã"})
    keeper.send("tick", done=[DOCTOR])
    keeper.send("saved-shares")
    wanted = re.search(r'name="share" value="([^"]+)"', keeper.page.content.decode())[1]
    keeper.send("saved-renew", share=wanted)
    _row, found = shares.open_share(link.split("/")[3])
    assert set(found["done"]) == {AGENCY, DOCTOR} and found["notes"] == {DOCTOR: "amanhã"}


def test_a_step_that_left_the_plan_leaves_the_share():
    old = {**part((AGENCY, DOCTOR)), "done": [AGENCY, DOCTOR], "notes": {AGENCY: "a", DOCTOR: "d"}}
    new = renewed(old, part((AGENCY,)))
    assert (step_names(new), new["done"], new["notes"]) == ([AGENCY], [AGENCY], {AGENCY: "a"})
    assert [one["name"] for one in proposals(new, [], {})] == [AGENCY] and not proposals(new, [AGENCY], {AGENCY: "a"})


def test_a_share_ends_on_its_day(keeper):
    link = share(keeper, days="7")
    assert Share.objects.get().until == timezone.localdate() + datetime.timedelta(days=7)
    Share.objects.update(until=timezone.localdate() - datetime.timedelta(days=1))
    assert Client().get(link).status_code == 410
    keeper.send("saved-shares")
    assert "Nada está partilhado agora." in keeper.text
    assert apply_rules(by=system("retention")) == {"saved.shares": 1}


def test_bad_shares_are_refused_with_what_to_do(keeper):
    share(keeper, steps=())
    assert "Erro:" in keeper.text
    share(keeper, steps=["nada"])
    assert "nada" in keeper.text and not Share.objects.exists()
    held = kept()
    for days in (-1, 91):
        with pytest.raises(SavedProblem, match="90 dias"):
            shared(held, days=days)
    with pytest.raises(SavedProblem, match="pelo menos um"):
        shared(held, chosen=())


def test_there_is_an_end_to_how_many(keeper, monkeypatch):
    monkeypatch.setattr(shares, "MOST_SHARES", 1)
    share(keeper)
    share(keeper)
    assert "Já há 1 partes partilhadas." in keeper.text and Share.objects.count() == 1


def test_deleting_the_case_deletes_its_shares_and_a_new_pin_keeps_them(keeper):
    link = share(keeper)
    keeper.send("saved-pin", old=PIN, pin="918264", again="918264")
    keeper.send("saved-shares")
    assert "A minha irmã" in keeper.text and Client().get(link).status_code == 200
    keeper.send("saved-delete", sure="yes")
    assert not Share.objects.exists() and Client().get(link).status_code == 410


def test_a_share_of_one_case_is_not_managed_from_another():
    mine, theirs = kept(), kept()
    shared(theirs)
    wanted = Share.objects.get().pk
    with pytest.raises(LinkEnded):
        shares.end_share(by=ANONYMOUS, held=mine, share=wanted)
    with pytest.raises(LinkEnded):
        shares.renew_share(by=ANONYMOUS, held=mine, share=wanted, part=part())
    with pytest.raises(NoLongerSaved):
        shares.own_shares(Held(theirs.code, mine.key, 1))
    assert shares.own_shares(mine) == [] and Share.objects.count() == 1 and SavedCase.objects.count() == 2
