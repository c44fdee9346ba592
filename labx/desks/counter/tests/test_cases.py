"""A case at a counter: begun from what the family brought, worked on, closed, deleted; one's own or with a reason."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from labx.core.actors import ANONYMOUS
from labx.core.audit.models import AuditEntry
from labx.core.policy import NotAllowed
from labx.desks.counter.actions import cases, looks
from labx.desks.counter.files import for_square, from_square
from labx.desks.counter.models import Case, Look
from labx.desks.counter.tests.receiving import (
    ANSWERS,
    DESK,
    NOTE,
    TASK,
    brought,
    case_of,
    counter_called,
    held,
    staff,
)
from labx.desks.saved.actions import cases as saved
from labx.desks.saved.resuming import case_in
from labx.desks.saved.tests.keeping import PIN, kept
from labx.desks.sealing import CaseUnreadable, open_case
from labx.desks.tests.visiting import text_of
from labx.people.middleware import actor_of
from tests.people import signed_in

pytestmark = pytest.mark.django_db


def begin(clerk, counter, **fields):
    answer = clerk.client.post(reverse("counter:begin", args=[counter.code]), {"desk": DESK, **fields})
    return answer, Case.objects.order_by("opened_on", "pk").last()


def test_a_new_case_begins_empty_and_is_its_own(clerk, counter):
    answer, row = begin(clerk, counter)
    assert answer.status_code == 302 and row.keeper == clerk.account
    assert held(row).answers == {}
    clerk.open(row)
    assert f"Caso {row.code}" in clerk.text


def test_the_same_case_goes_on_from_the_square_of_the_sheet_and_from_the_file(clerk, counter):
    for fields in (
        {"square": for_square(brought()).lower()},
        {"kept": SimpleUploadedFile("caso.txt", brought(notes={TASK: NOTE}).seal().encode())},
    ):
        _answer, row = begin(clerk, counter, **fields)
        assert held(row).answers == ANSWERS
    assert held(row).notes == {TASK: NOTE}


def test_the_same_case_goes_on_from_code_and_pin_and_goes_back_into_it(clerk, counter, rf):
    code = kept(notes={TASK: NOTE}).code
    _answer, row = begin(clerk, counter, code=code, pin=PIN)
    assert held(row).notes == {TASK: NOTE}
    clerk.open(row)
    clerk.send("deeds", **{f"deed-{TASK}": "here", f"entity-{TASK}": ""})
    clerk.send("give-back")
    clerk.send("give-back", code=code, pin="918264")
    assert "Está guardado" not in clerk.text
    clerk.send("give-back", code=code, pin=PIN)
    assert "Está guardado" in clerk.text
    _held, content = saved.open_case(by=ANONYMOUS, code=code, pin=PIN, request=rf.post("/"))
    assert case_in(content).done == [TASK] and case_in(content).notes == {TASK: NOTE}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"square": "ZZZ"}, "Não foi possível ler"),
        ({"square": "A1"}, "Não foi possível ler"),
        ({"code": "ABCD"}, "Código e PIN"),
        ({"pin": PIN}, "Código e PIN"),
        ({"code": "ABCDABCDABCDABCD", "pin": PIN}, "não abre nada aqui"),
        ({"square": "ZZZ", "code": "ABCD", "pin": PIN}, "Há aqui dois casos"),
    ],
)
def test_what_cannot_be_read_is_said_and_begins_nothing(clerk, counter, fields, words):
    answer, row = begin(clerk, counter, **fields)
    assert words in text_of(answer) and row is None


def test_a_square_of_something_else_is_refused():
    with pytest.raises(CaseUnreadable):
        from_square(for_square(brought()), "desks/other")


def test_the_address_alone_shows_nothing_and_nothing_is_cached(clerk, case):
    clerk.open(case)
    assert "no-store" in clerk.page["Cache-Control"]
    door = clerk.client.get(clerk.address)
    assert "Abrir o caso" in text_of(door) and "no-store" in door["Cache-Control"]
    assert "10 de fevereiro" not in text_of(door) and 'name="case"' not in door.content.decode()


def test_what_was_seen_and_done_is_noted_with_who_and_when(clerk, case):
    clerk.open(case)
    paper = re.search(r'name="paper-([^"]+)"', clerk.page.content.decode())[1]
    entity = re.search(
        r'<option value="([^"]+)">(?!Feito|Enviado|A família|Visto)', clerk.page.content.decode()[40000:]
    )
    clerk.send("papers", **{f"paper-{paper}": "copied"})
    assert "Visto e copiado: Lidia" in clerk.text
    clerk.send("deeds", **{f"deed-{TASK}": "sent", f"entity-{TASK}": entity[1] if entity else ""})
    clerk.send("deeds", **{f"deed-{TASK}": "here", "deed-nada": "here", f"entity-{TASK}": "nada"})
    clerk.send("came")
    clerk.send("came")
    now = held(case)
    assert now.papers[paper]["state"] == "copied" and now.papers[paper]["by"] == str(clerk.account.pk)
    assert now.have == [paper] and now.done == [TASK] and set(now.deeds) == {TASK}
    assert now.visits == [timezone.localdate().isoformat()]
    clerk.send("papers", **{f"paper-{paper}": ""})
    clerk.send("papers", **{f"paper-{paper}": "nada"})
    assert held(case).papers == {}


def test_who_noted_first_stays_where_nothing_changes(clerk, colleague, case):
    clerk.open(case)
    clerk.send("deeds", **{f"deed-{TASK}": "here", f"entity-{TASK}": ""})
    first = held(case).deeds[TASK]
    colleague.open(case, reason="here")
    colleague.send("deeds", **{f"deed-{TASK}": "here", f"entity-{TASK}": ""})
    assert held(case).deeds[TASK] == first
    assert "Feito aqui: Lidia" in colleague.text


def test_the_desk_itself_goes_on_at_the_counter_and_each_answer_is_saved(clerk, case):
    clerk.open(case)
    clerk.send("plan")
    assert "Nada fica guardado" not in clerk.text and "código e PIN" not in clerk.text
    clerk.send("ask")
    fact = re.search(r'name="fact" value="([^"]*)"', clerk.page.content.decode())[1]
    clerk.send("decline", fact=fact)
    assert fact in held(case).declined
    clerk.send("note", task=TASK, note="Ficou para quinta", helper="")
    assert held(case).notes == {TASK: "Ficou para quinta"} and held(case).edition > 2
    clerk.send("saved-begin", size="large")
    assert held(case).is_large and "Caso" in clerk.text


def test_the_plan_is_read_at_the_counter_too(clerk, case):
    clerk.open(case)
    clerk.send("plan")
    assert "O seu plano" in clerk.text
    page = clerk.page.content.decode()
    assert page.count('name="go" value="wallet"') == 1 and 'name="here" value="plan"' in page
    clerk.send("wallet")
    clerk.send("plan")
    assert "O seu plano" in clerk.text


def test_two_who_work_at_once_lose_nothing(clerk, colleague, case):
    clerk.open(case)
    colleague.open(case, reason="away")
    clerk.send("note", task=TASK, note="Da Lídia", helper="")
    colleague.send("note", task=TASK, note="Do Bruno", helper="Agência")
    assert "Da Lídia" in colleague.text and held(case).notes == {TASK: "Da Lídia"}
    colleague.send("open")
    assert held(case).notes == {TASK: "Do Bruno"} and held(case).helpers == {TASK: "Agência"}


def test_a_page_of_another_case_changes_nothing(clerk, counter, case):
    other = case_of(clerk.account, counter, notes={TASK: "de outra família"})
    clerk.open(other)
    clerk.address = reverse("counter:case", args=[case.code])
    clerk.send("note", task=TASK, note="trocado", helper="")
    assert "pertencia a outra coisa" in clerk.text
    assert held(case).notes == {TASK: NOTE} and held(other).notes == {TASK: "de outra família"}


def test_another_colleague_needs_a_reason_and_what_was_typed_waits(clerk, colleague, case):
    colleague.open(case)
    assert colleague.page.status_code == 422 and NOTE not in colleague.text
    refused = Look.objects.get()
    assert refused.is_refused and refused.account == colleague.account and refused.case == case.pk
    assert AuditEntry.objects.filter(action="counter.refuse_look", target_id=str(case.pk)).exists()
    colleague.open(case, reason="help-me")
    assert colleague.page.status_code == 422 and Look.objects.count() == 2
    colleague.open(case, reason="away")
    assert colleague.page.status_code == 200 and Look.objects.filter(reason="away", until__isnull=False).count() == 1
    Look.objects.update(until=timezone.now() - timedelta(seconds=1))
    colleague.send("note", task=TASK, note="escrito a seguir", helper="")
    assert colleague.page.status_code == 422 and held(case).notes == {TASK: NOTE}
    pending = re.search(r'name="pending" value="([^"]+)"', colleague.page.content.decode())[1]
    colleague.page = colleague.client.post(colleague.address, {"pending": pending, "reason": "asked"})
    assert held(case).notes == {TASK: "escrito a seguir"}


def test_the_door_asks_for_the_reason_before_anything_is_sent(colleague, case):
    answer = colleague.client.get(reverse("counter:case", args=[case.code]))
    assert answer.status_code == 200 and "Porque o abre" in text_of(answer) and not Look.objects.exists()


def test_actions_refuse_who_gave_no_reason_or_works_elsewhere(colleague, case):
    stranger = staff(counter_called("Outro"), "rui@example.pt")
    for account in (colleague.account, stranger):
        for do in (cases.close_case, cases.reopen_case, cases.delete_case):
            with pytest.raises(NotAllowed):
                do(by=actor_of(account), case=case)
    with pytest.raises(NotAllowed):
        looks.give_reason(by=actor_of(stranger), case=case, reason="away")
    assert signed_in(stranger).post(reverse("counter:case", args=[case.code]), {"reason": "away"}).status_code == 404


def test_the_family_takes_a_copy_and_a_file_that_opens_at_home(clerk, case, client):
    clerk.open(case)
    clerk.send("deeds", **{f"deed-{TASK}": "here", f"entity-{TASK}": ""})
    clerk.send("papers")
    copy = clerk.client.post(clerk.address, {"go": "copy"})
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(copy.content)).pages)
    assert "O que foi feito no atendimento" in words and "Lidia" not in words and NOTE in words
    file = clerk.client.post(clerk.address, {"go": "keep"}).content.decode()
    assert open_case(file, f"desks/{DESK}").notes == {TASK: NOTE}
    again = client.post(f"/balcoes/{DESK}/", {"case": file, "go": "plan"})
    assert NOTE in text_of(again)


def test_a_case_is_handed_over_within_the_counter_only(clerk, colleague, case):
    stranger = staff(counter_called("Outro"), "rui@example.pt")
    clerk.open(case)
    clerk.send("hand-over", keeper=str(stranger.pk))
    assert Case.objects.get().keeper == clerk.account and "Escolha" in clerk.text
    clerk.send("hand-over", keeper=str(colleague.account.pk))
    assert Case.objects.get().keeper == colleague.account
    colleague.open(case)
    assert colleague.page.status_code == 200


def test_a_closed_case_is_read_only_and_opens_again(clerk, case):
    clerk.open(case)
    before = clerk.page
    clerk.send("close")
    assert "é apagado por si" in clerk.text and Case.objects.get().closed_on == timezone.localdate()
    clerk.page = before
    clerk.send("note", task=TASK, note="tarde demais", helper="")
    assert "está fechado" in clerk.text and held(case).notes == {TASK: NOTE}
    clerk.send("reopen")
    clerk.send("note", task=TASK, note="a tempo", helper="")
    assert held(case).notes == {TASK: "a tempo"}


def test_a_case_is_deleted_at_once_with_its_code_typed(clerk, case):
    clerk.open(case)
    clerk.send("delete")
    clerk.send("delete", typed="outro")
    assert "Não é o código" in clerk.text and Case.objects.exists()
    clerk.send("delete", typed=case.code.upper())
    assert clerk.page.status_code == 302 and not Case.objects.exists()


def test_a_key_that_was_changed_is_said(clerk, case):
    Case.objects.update(box=b"x" * 100)
    clerk.open(case)
    assert "a chave do laboratório" in clerk.text


def test_a_desk_that_is_away_says_that_the_case_is_still_here(clerk, case):
    Case.objects.update(desk="nenhum")
    clerk.open(case)
    assert "não está aberto" in clerk.text


def test_rules_that_changed_are_said_and_answers_read_again(clerk, counter):
    row = case_of(clerk.account, counter, version="0.0.1")
    clerk.open(row)
    assert "As regras mudaram" in clerk.text and held(row).version != "0.0.1"
