"""A case kept with a code and a PIN: opened again, saved again, its PIN changed, deleted; wrong ones say the same."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labx.core.actors import ANONYMOUS, system
from labx.core.audit.models import AuditEntry
from labx.desks.saved.actions import cases
from labx.desks.saved.errors import BadPin, NoLongerSaved, NotOpened, SavedMeanwhile
from labx.desks.saved.holding import Held
from labx.desks.saved.models import Attempt, SavedCase
from labx.desks.saved.tests.keeping import DESK, OTHER, PIN, Keeper, kept, opened, text_of
from labx.desks.tests.visiting import case_in
from labx.people.rights.actions.retention import apply_rules, rules

pytestmark = pytest.mark.django_db
DIED = {"deceased.stage": "person", "death.date": "10/02/2026"}


@pytest.fixture
def keeper(client):
    return Keeper(client)


def test_nothing_is_kept_before_someone_asks(keeper):
    keeper.send("first", **{"deceased-stage": "person", "death-date": "10/02/2026"})
    keeper.send("saved-begin")
    assert (
        "Recebe de nós um código e escolhe um número secreto (PIN)." in keeper.text and not SavedCase.objects.exists()
    )


def test_it_is_saved_and_opens_on_another_device(keeper):
    code = keeper.keep(**DIED)
    assert "Está guardado" in keeper.text and "180" not in code
    elsewhere = Keeper(Client())
    elsewhere.open(code.lower().replace("-", " "))
    assert "O seu plano" in elsewhere.text and elsewhere.case().answers == keeper.case().answers
    assert elsewhere.case().saved["code"] == code.replace("-", "")
    assert "no-store" in elsewhere.page["Cache-Control"]


@pytest.mark.parametrize(
    ("pin", "again", "said"),
    [
        ("123456", "123456", "Este PIN é fácil de adivinhar."),
        ("10022026", "10022026", "Este PIN é uma data das suas respostas."),
        ("60417", "60417", "Escolha 6 a 12 algarismos"),
        ("604175", "604176", "Os dois não são iguais."),
        ("", "", "Erro:"),
    ],
)
def test_a_pin_that_is_not_taken_says_why_and_loses_nothing(keeper, pin, again, said):
    keeper.send("first", **{"deceased-stage": "person", "death-date": "10/02/2026"})
    keeper.send("saved-keep", pin=pin, again=again)
    assert said in keeper.text and not SavedCase.objects.exists()
    assert keeper.case().answers["death.date"] == "2026-02-10"
    assert 'value="' + (pin or "604175") not in keeper.page.content.decode()


def test_a_wrong_code_and_a_wrong_pin_say_the_same(keeper):
    code = keeper.keep(**DIED)
    answers = []
    for number, (typed, pin) in enumerate([(code, OTHER), ("ABCD-EFGH-JKLM-NPQR", PIN), ("não", PIN)]):
        page = Keeper(Client())
        page.open(typed, pin, REMOTE_ADDR=f"192.0.2.{number}")
        answers.append(page.text)
    assert "Este código com este PIN não abre nada aqui." in answers[0]
    assert answers[0] == answers[1] == answers[2]


def test_it_is_saved_again_and_says_when_something_is_not(keeper):
    code = keeper.keep(**DIED)
    keeper.send("tick", done=["p01-medical-certificate"])
    keeper.send("saved")
    assert "Há alterações por guardar." in keeper.text
    keeper.send("saved-again")
    assert "Está guardado de novo." in keeper.text and "Há alterações por guardar." not in keeper.text
    elsewhere = Keeper(Client())
    elsewhere.open(code)
    assert elsewhere.case().done == ["p01-medical-certificate"] and elsewhere.case().saved["edition"] == 2


def test_two_who_save_at_once_lose_nothing(keeper):
    code = keeper.keep(**DIED)
    other = Keeper(Client())
    other.open(code)
    other.send("tick", done=["p04-funeral-agency"])
    other.send("answer", fact="death.region", **{"death-region": "azores"})
    other.send("saved-again")
    keeper.send("tick", done=["p01-medical-certificate"])
    keeper.send("answer", fact="death.region", **{"death-region": "madeira"})
    keeper.send("saved-again")
    assert "Nada seu e nada de outra pessoa se perdeu." in keeper.text and "Açores" in keeper.text
    both = keeper.case()
    assert set(both.done) == {"p01-medical-certificate", "p04-funeral-agency"}
    assert both.answers["death.region"] == "madeira"
    assert SavedCase.objects.get().edition == 2
    keeper.send("saved-again")
    assert "Está guardado de novo." in keeper.text and SavedCase.objects.get().edition == 3
    other.open(code)
    assert set(other.case().done) == {"p01-medical-certificate", "p04-funeral-agency"}


def test_an_edition_saved_over_is_refused(rf):
    held = kept()
    _held, content = opened(rf, held.code)
    cases.save_again(by=ANONYMOUS, held=held, content={**content, "done": ["x"]})
    with pytest.raises(SavedMeanwhile) as found:
        cases.save_again(by=ANONYMOUS, held=held, content=content)
    assert found.value.theirs["done"] == ["x"] and found.value.edition == 2


def test_the_key_in_the_page_is_what_opens_it_not_the_code(rf):
    held = kept()
    for forged in (Held(held.code, bytes(32), 1), Held("A" * 16, held.key, 1)):
        with pytest.raises(NoLongerSaved):
            cases.save_again(by=ANONYMOUS, held=forged, content={})
        with pytest.raises(NoLongerSaved):
            cases.delete_case(by=ANONYMOUS, held=forged)
    assert SavedCase.objects.count() == 1


def test_the_pin_is_changed_with_the_old_one(keeper, rf):
    code = keeper.keep(**DIED)
    other = Keeper(Client())
    other.open(code)
    before = bytes(SavedCase.objects.get().salt)
    assert "O código continua o mesmo." in text_of(keeper.send("saved-pin"))
    keeper.send("saved-pin", old=OTHER, pin=OTHER, again=OTHER)
    assert "não abre nada aqui" in keeper.text
    keeper.send("saved-pin", old=PIN, pin="222222", again="222222")
    assert "fácil de adivinhar" in keeper.text
    keeper.send("saved-pin", old=PIN, pin=OTHER, again=OTHER)
    assert "O PIN agora é outro." in keeper.text and bytes(SavedCase.objects.get().salt) != before
    keeper.send("saved-again")
    assert "Está guardado de novo." in keeper.text
    with pytest.raises(NotOpened):
        opened(rf, code, PIN, address="203.0.113.1")
    assert opened(rf, code, OTHER)
    other.send("saved-again")
    assert "o PIN mudou entretanto" in other.text and other.case().answers["death.date"] == "2026-02-10"


def test_it_is_deleted_at_once_and_the_page_stays_whole(keeper):
    code = keeper.keep(**DIED)
    keeper.send("saved-delete")
    assert "É apagado já" in keeper.text and SavedCase.objects.exists()
    keeper.send("saved-delete", sure="yes")
    assert "Está apagado" in keeper.text and not SavedCase.objects.exists()
    assert keeper.case().saved == {} and keeper.case().answers["death.date"] == "2026-02-10"
    other = Keeper(Client())
    other.open(code)
    assert "não abre nada aqui" in other.text


@pytest.mark.parametrize("go", ["saved", "saved-again", "saved-pin", "saved-delete", "saved-resume"])
def test_what_is_no_longer_saved_can_be_saved_anew(keeper, go):
    keeper.keep(**DIED)
    SavedCase.objects.all().delete()
    keeper.send(go, old=PIN, pin=OTHER, again=OTHER, sure="yes")
    if go in {"saved", "saved-pin"}:
        keeper.send("saved-again")
    assert "foi apagado" in keeper.text
    keeper.send("saved-keep", pin=PIN, again=PIN)
    assert "Está guardado" in keeper.text


def test_the_file_that_is_kept_does_not_open_what_is_saved(keeper):
    keeper.keep(**DIED)
    from labx.desks.sealing import open_case

    file = keeper.client.post(DESK, {"case": case_in(keeper.page), "go": "keep"})
    assert open_case(file.content.decode(), "desks/bereavement-pt").saved == {}


def test_half_a_year_without_use_deletes_it_and_use_begins_anew(keeper, rf):
    code = keeper.keep(**DIED)
    today = timezone.localdate()
    SavedCase.objects.update(used_on=today - datetime.timedelta(days=180))
    apply_rules(by=system("retention"))
    opened(rf, code)
    assert SavedCase.objects.get().used_on == today
    SavedCase.objects.update(used_on=today - datetime.timedelta(days=181))
    Attempt.objects.create(key=b"x", last=timezone.now() - datetime.timedelta(days=2))
    assert apply_rules(by=system("retention")) == {"saved.cases": 1, "saved.attempts": 1}
    assert not SavedCase.objects.exists()
    assert {rule.data.kind for rule in rules()} >= {"saved.cases", "saved.shares", "saved.attempts"}


def test_a_lost_pin_has_a_page_that_says_what_now(client):
    text = text_of(client.get(reverse("saved:lost_pin")))
    assert "Nós também não" in text and "abra esse ficheiro no balcão" in text and "Quando morre alguém" in text


def test_it_opens_from_an_address_that_says_nothing(keeper):
    code = keeper.keep(**DIED)
    client = Client()
    address = reverse("saved:open")
    assert address == "/guardado/"
    assert "não abre nada aqui" in text_of(client.post(address, {"code": code, "pin": OTHER}))
    assert "Erro:" in text_of(client.post(address, {"code": "", "pin": ""}))
    page = client.post(address, {"code": code, "pin": PIN})
    assert "Está aberto" in text_of(page) and DESK in page.content.decode()
    plan = client.post(DESK, {"case": case_in(page), "go": "saved-resume"})
    assert "O seu plano" in text_of(plan)


def test_each_deed_leaves_an_entry_without_a_word_of_the_case():
    held = kept()
    cases.delete_case(by=ANONYMOUS, held=held)
    entries = AuditEntry.objects.filter(action__startswith="saved.").select_related("payload")
    assert [entry.action for entry in entries.order_by("pk")] == ["saved.keep_case", "saved.delete_case"]
    assert {entry.actor for entry in entries} == {"anonymous"}
    assert {entry.payload.content for entry in entries} == {'{"after":null,"before":null,"why":""}'}


def test_an_easy_pin_is_refused_by_the_action_too():
    with pytest.raises(BadPin):
        cases.keep_case(by=ANONYMOUS, content={"answers": {}}, pin="123456")
