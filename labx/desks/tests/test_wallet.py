"""Documents at hand, tasks that someone else does, notes: in the case, on paper, nowhere else."""

import re
import secrets

import pytest

from labx.desks.letters.forms import LONGEST_LETTER
from labx.desks.sealing import LONGEST, CaseFile, open_case
from labx.desks.tests.bereavement import desk, pack
from labx.desks.tests.families import WIDOW
from labx.desks.tests.visiting import DESK, Visitor, case_in, sealed, text_of
from labx.desks.wallet import LONGEST_NAME, LONGEST_NOTE

pytestmark = pytest.mark.django_db
ANSWERS = {name: value for name, value in WIDOW.items() if name != "today"}
TASK = "p13-tell-the-bank"


@pytest.fixture
def visitor(client):
    found = Visitor(client)
    found.page = client.post(DESK, {"case": sealed(answers=ANSWERS), "go": "plan"})
    return found


def test_each_document_says_where_how_many_and_what_for(visitor):
    visitor.send("wallet")
    assert "Certidão de óbito No registo civil." in visitor.text
    assert "Até 8 exemplares: pergunte em cada sítio se basta mostrar." in visitor.text
    assert "O número da sua conta (IBAN) No seu banco ou no multibanco. Basta um exemplar." in visitor.text
    assert "Serve para: Pedir o subsídio por morte; Pedir a pensão de sobrevivência." in visitor.text


def test_ticks_stay_also_for_documents_that_are_not_shown(visitor):
    shown = {"shown": ["iban", "death-record"]}
    visitor.send("have", have=["iban", "no-such-paper"], **shown)
    assert visitor.case().have == ["iban"]
    assert re.search(r'value="iban" checked', visitor.page.content.decode())
    visitor.send("have", have=["death-record"], shown=["death-record"])
    assert visitor.case().have == ["death-record", "iban"]
    visitor.send("have", **shown)
    assert visitor.case().have == []


def test_a_desk_that_asks_for_nothing_yet_says_so(client):
    page = client.post(DESK, {"case": sealed(), "go": "wallet"})
    assert "Documento de quem morreu" in text_of(page)


def test_a_task_keeps_who_does_it_and_a_note(visitor):
    visitor.send("task", task=TASK)
    assert "Outra pessoa trata disto" in visitor.text and "Depois de o avisar, o banco pode bloquear" in visitor.text
    visitor.send(
        "note", task=TASK, helper="  o meu\n irmão ", note="Falei com a D. Rosa.\r\nVolto na sexta.", is_done="1"
    )
    case = visitor.case()
    assert (case.helpers, case.notes, case.done) == (
        {TASK: "o meu irmão"},
        {TASK: "Falei com a D. Rosa.\nVolto na sexta."},
        [TASK],
    )
    assert "Outra pessoa trata disto: o meu irmão" in visitor.text and "Volto na sexta." in visitor.text
    visitor.send("print")
    assert "Outra pessoa trata disto: o meu irmão" in visitor.text and "Volto na sexta." in visitor.text


def test_a_note_is_taken_back(visitor):
    visitor.send("note", task=TASK, helper="a Rita", note="Sim", is_done="1")
    visitor.send("note", task=TASK, helper=" ", note="")
    assert (visitor.case().helpers, visitor.case().notes, visitor.case().done) == ({}, {}, [])


def test_notes_have_an_end_and_unknown_tasks_none(visitor):
    visitor.send("note", task=TASK, helper="a" * 900, note="á" * 9_000)
    assert len(visitor.case().notes[TASK]) == LONGEST_NOTE and len(visitor.case().helpers[TASK]) == LONGEST_NAME
    visitor.send("note", task="p99-nothing", note="Olá")
    assert "p99-nothing" not in visitor.case().notes
    visitor.send("task", task="p99-nothing")
    assert "O seu plano" in visitor.text


def test_what_a_person_notes_is_text_and_never_markup(visitor):
    visitor.send("note", task=TASK, note="<script>x</script>")
    assert "<script>x" not in visitor.page.content.decode()


def noise(length):
    """Text that does not get shorter when it is packed: each sign takes four bytes."""
    return "".join(chr(0x20000 + secrets.randbelow(0xA000)) for _place in range(length))


def test_the_longest_case_can_still_be_opened():
    notes = {name: noise(LONGEST_NOTE) for name in desk().procedures}
    helpers = {name: noise(LONGEST_NAME) for name in desk().procedures}
    letters = {letter["name"]: {"": noise(LONGEST_LETTER)} for letter in pack().content["letters"]}
    case = CaseFile(pack().id, pack().version, ANSWERS, notes=notes, helpers=helpers, letters=letters)
    assert LONGEST / 2 < len(case.seal()) < LONGEST
    assert open_case(case.seal(), pack().id).letters == letters


def test_the_case_of_a_page_is_the_one_that_was_sent(visitor):
    visitor.send("have", have=["iban"], shown=["iban"])
    kept = visitor.client.post(DESK, {"case": case_in(visitor.page), "go": "keep"})
    assert b"iban" not in kept.content
