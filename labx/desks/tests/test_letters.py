"""Letters: data typed once, every letter ready, changed by hand, taken as PDF and text; nothing sent, nothing kept."""

import datetime
import doctest
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from pypdf import PdfReader

from labx.desks.engine.plans import plan
from labx.desks.letters import filling
from labx.desks.letters.correspondence import Correspondence
from labx.desks.letters.filling import DOTTED_DAY, DOTTED_LINE, filled, places_in, plain_lines
from labx.desks.sealing import CaseFile
from labx.desks.tests.bereavement import desk, pack
from labx.desks.tests.families import SON, WIDOW
from labx.desks.tests.visiting import DESK, Visitor, sealed, text_of
from labx.rules.facts import read_facts

pytestmark = pytest.mark.django_db
ANSWERS = {name: value for name, value in WIDOW.items() if name != "today"}
DATA = {
    "field-your-name": "Maria João Serra",
    "field-your-address": "Rua das Alcaçarias, 4\r\n7000-587 Évora",
    "field-your-tax-number": "123 456 789",
    "field-your-town": "Évora",
    "field-your-part": "viúva",
    "field-name": "António Serra",
    "field-tax-number": "PT 234567899",
    "field-death-date": "10/02/2026",
}
LETTERS = [letter["name"] for letter in pack().content["letters"]]


@pytest.fixture
def visitor(client, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: datetime.date(2026, 2, 16))
    found = Visitor(client)
    found.page = client.post(DESK, {"case": sealed(answers=ANSWERS), "go": "letters"})
    return found


def letter_in(page) -> str:
    from html import unescape

    return unescape(re.search(r'<textarea id="letter-text"[^>]*>(.*?)</textarea>', page.content.decode(), re.S)[1])


def test_letters_of_the_plan_come_first_and_the_others_after(visitor):
    before, _sign, after = visitor.text.partition("Outras cartas")
    assert "Carta ao banco" in before and "Aviso de faltas ao trabalho" in before
    assert "Carta ao senhorio para ficar na casa" in after and "Pedido ao Banco de Portugal" in after
    assert "Nada é enviado e nada fica aqui." in before and 'value="10/02/2026"' in visitor.page.content.decode()


def test_data_typed_once_are_in_every_letter(visitor):
    visitor.send("letter-data", **DATA)
    assert "As cartas em baixo já têm estes dados." in visitor.text
    for name in LETTERS:
        visitor.send("letter", letter=name)
        letter = letter_in(visitor.page)
        assert letter.startswith("Maria João Serra\nRua das Alcaçarias, 4\n7000-587 Évora\nNIF 123456789\n")
        assert "António Serra" in letter and "10 de fevereiro de 2026" in letter
        assert "Évora, 16 de fevereiro de 2026" in letter and "{" not in letter


def test_nothing_typed_gives_lines_to_write_on_and_never_a_wrong_letter(client):
    case = sealed()
    for name in LETTERS:
        letter = letter_in(client.post(DESK, {"case": case, "go": "letter", "letter": name}))
        assert letter.count(DOTTED_LINE) >= 6 and DOTTED_DAY in letter and "{" not in letter and "None" not in letter


def test_own_fields_and_what_the_case_knows(visitor):
    visitor.send("letter", letter="leave")
    assert "falto ao trabalho 20 dias seguidos" in letter_in(visitor.page)
    fields = {"field-relation": "meu marido", "field-leave-days": "20", "field-first-day": "11/02/2026"}
    visitor.send("letter-keep", letter="leave", text=letter_in(visitor.page), **fields)
    letter = letter_in(visitor.page)
    assert "meu marido, morreu em 10 de fevereiro de 2026" in letter
    assert "o primeiro em 11 de fevereiro de 2026" in letter
    assert "Mudou este texto à mão" not in visitor.text


def test_the_number_of_days_is_left_open_where_no_rule_gives_it(client):
    case = sealed(answers={"death.date": "2026-02-10", "asker.relation": "partner", "deceased.stage": "person"})
    letter = letter_in(client.post(DESK, {"case": case, "go": "letter", "letter": "leave"}))
    assert f"falto ao trabalho {DOTTED_LINE} dias seguidos" in letter


def test_a_wrong_tax_number_says_where_and_loses_nothing(visitor):
    visitor.send("letter-data", **DATA | {"field-your-tax-number": "123456780", "field-death-date": "31/02/2026"})
    body = visitor.page.content.decode()
    assert "O seu número fiscal: Este número fiscal não está certo" in visitor.text
    assert 'value="123456780"' in body and 'value="Maria João Serra"' in body and 'value="31/02/2026"' in body
    assert visitor.case().letters == {}


def test_a_letter_changed_by_hand_stays_so_and_can_begin_again(visitor):
    visitor.send("letter", letter="bank")
    changed = letter_in(visitor.page).replace("Exmos. Senhores,", "Cara Dr.ª Paula,")
    visitor.send("letter-keep", letter="bank", text=changed.replace("\n", "\r\n"))
    assert letter_in(visitor.page) == changed and "Mudou este texto à mão" in visitor.text
    visitor.send("letters")
    visitor.send("letter-data", **DATA)
    visitor.send("letter", letter="bank")
    assert "Cara Dr.ª Paula" in letter_in(visitor.page) and "Maria João" not in letter_in(visitor.page)
    visitor.send("letter-again", letter="bank")
    assert "Exmos. Senhores" in letter_in(visitor.page) and "Maria João" in letter_in(visitor.page)
    assert "Começar de novo" not in visitor.text


def test_a_letter_is_taken_as_it_stands_on_the_page(visitor):
    visitor.send("letter-data", **DATA)
    visitor.send("letter", letter="bank")
    text = letter_in(visitor.page).replace("Exmos. Senhores,", "Cara Dr.ª Paula,")
    sent = {"case": sealed(answers=ANSWERS), "letter": "bank", "text": text}
    as_text = visitor.client.post(DESK, {**sent, "go": "letter-text"})
    assert as_text.content.decode() == text
    assert as_text["Content-Disposition"] == 'attachment; filename="bank.txt"'
    as_pdf = visitor.client.post(DESK, {**sent, "go": "letter-pdf"}, headers={"accept-language": "en"})
    document = PdfReader(io.BytesIO(as_pdf.content))
    words = " ".join(document.pages[0].extract_text().split())
    assert "Cara Dr.ª Paula," in words and "Maria João Serra" in words
    # A private letter: in Portuguese, without the laboratory's name, without a title above it.
    assert document.trailer["/Root"]["/Lang"] == "pt" and document.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "LabX" not in words and "Carta ao banco" not in words and document.metadata.title == "Carta ao banco"


def test_any_letters_that_a_person_types_make_a_document(visitor):
    typed = 'A "#panic(1)" *b* $x$ 中文 😀 \u202eabc'
    answer = visitor.client.post(DESK, {"case": sealed(), "go": "letter-pdf", "letter": "bank", "text": typed})
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize(("text", "told"), [("", "A carta está vazia."), ("a" * 6_001, "6000")])
def test_a_letter_without_text_or_too_long_is_not_taken(visitor, text, told):
    for go in ("letter-keep", "letter-pdf", "letter-text"):
        page = visitor.client.post(DESK, {"case": sealed(), "go": go, "letter": "bank", "text": text})
        assert page["Content-Type"].startswith("text/html") and told in text_of(page)


def test_an_unknown_letter_shows_the_list(visitor):
    for go in ("letter", "letter-keep", "letter-again", "letter-pdf"):
        visitor.send(go, letter="love")
        assert "Cartas para levar" in visitor.text


def test_a_name_in_braces_is_only_a_name():
    assert doctest.testmod(filling).failed == 0
    text = filled("{name}, {today}", {"name": "{today} {your-name}", "today": "hoje"})
    assert text == "{today} {your-name}, hoje\n"
    assert plain_lines("a\x00b\u00a0c \r\nd\te\r") == "ab\u00a0c\nd e\n"
    assert places_in("{a} {b} {a}") == ["a", "b"]


def test_a_letter_in_another_language_is_explained(client):
    sent = {"case": sealed(answers=ANSWERS), "go": "letter", "letter": "bank"}
    page = client.post(DESK, sent, headers={"accept-language": "en"})
    assert "It tells the bank of the death." in text_of(page) and "The letter is in Portuguese" in text_of(page)
    assert "Exmos. Senhores" in letter_in(page) and "10 de fevereiro de 2026" in letter_in(page)


def test_what_is_not_verified_is_told_before_sending(client):
    for name, words in {
        "telecom": "Não pudemos confirmar na lei",
        "insurer": "Não os pudemos confirmar",
        "landlord-stay": "A lei mudou desde a versão que lemos",
        "central-bank": "Antes, precisa da habilitação de herdeiros.",
    }.items():
        page = client.post(DESK, {"case": sealed(), "go": "letter", "letter": name})
        assert "Antes de a mandar" in text_of(page) and words in text_of(page)


def test_a_desk_without_letters_says_so(client, monkeypatch):
    from labx.core.packs import library

    monkeypatch.setitem(library.packs()["desks/bereavement-pt"].content, "letters", None)
    assert "Este balcão ainda não tem cartas." in text_of(client.post(DESK, {"case": sealed(), "go": "letters"}))
    assert "Cartas para levar" not in text_of(client.post(DESK, {"case": sealed(), "go": "plan"}))


def test_a_task_names_its_letters():
    facts, _refused = read_facts(desk().schema, SON)
    letters = Correspondence(pack(), plan(desk(), facts), CaseFile(pack().id, pack().version))
    with translation.override("pt"):
        assert [letter["name"] for letter in letters.for_plan()] == [
            "landlord-stay",
            "landlord-leave",
            "insurer",
            "insurance-authority",
            "utility",
            "telecom",
        ]


def test_nothing_of_a_letter_is_written_anywhere(visitor):
    with CaptureQueriesContext(connection) as seen:
        visitor.send("letter-data", **DATA)
        visitor.send("letter", letter="bank")
    assert [query["sql"] for query in seen if not query["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))] == []
    sealed_case = re.search(r'name="case" value="([^"]*)"', visitor.page.content.decode())[1]
    assert "Maria" not in sealed_case and "sessionid" not in visitor.client.cookies


@pytest.mark.django_db
def test_a_task_leads_to_its_letters(client):
    case = sealed(answers={name: value for name, value in WIDOW.items() if name != "today"})
    for go, more in (("plan", {}), ("task", {"task": "p13-tell-the-bank"})):
        page = client.post(DESK, {"case": case, "go": go, **more}).content.decode()
        assert 'name="letter" value="bank"' in page, go
    alone = client.post(DESK, {"case": case, "go": "task", "task": "p07-register-the-death"}).content.decode()
    assert 'name="letter"' not in alone
    opened = client.post(DESK, {"case": case, "go": "letter", "letter": "bank"})
    assert "Carta ao banco" in text_of(opened)
