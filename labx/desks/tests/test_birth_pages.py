"""The birth desk the whole way: the pages that serve a death serve this, and say nothing of one."""

import io
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from pypdf import PdfReader

from labx.desks.tests.birth import DESK, PARENTS, sealed
from labx.desks.tests.visiting import Visitor, case_in, text_of

pytestmark = pytest.mark.django_db
CODE = re.compile(r"(?:[A-HJ-NP-Z2-9]{4}-){3}[A-HJ-NP-Z2-9]{4}")
OF_A_DEATH = re.compile(
    r"\b(morte|óbito|luto|herdeir\w+|funer\w+|falec\w+|viúv\w+|death|heirs?|funeral|grief)\b", re.IGNORECASE
)
FIRST = {
    "event-kind": "birth",
    "birth-date": "02/03/2026",
    "birth-region": "mainland",
    "birth-registered": "false",
    "birth-still_in_hospital": "true",
}


@pytest.fixture
def visitor(client):
    return Visitor(client, DESK)


def taken(client, go, language="pt", **more):
    case = sealed(answers=PARENTS)
    return client.post(DESK, {"case": case, "go": go, **more}, headers={"accept-language": language})


def test_the_list_names_both_desks_calmly(client):
    text = text_of(client.get(reverse("desks:list")))
    assert "Lamentamos a sua perda." in text and "Quando nasce uma criança" in text
    assert "Parabéns" not in text and "!" not in text


def test_from_the_first_screen_to_the_plan(visitor):
    assert "O que o traz aqui?" in visitor.text
    visitor.send("first", **FIRST)
    assert "Registar o bebé antes de sair do hospital" in visitor.text and "subsídio" not in visitor.text
    assert "Até 22 de março de 2026. A lei fixa este prazo." in visitor.text
    visitor.send("ask")
    asked = []
    while 'name="go" value="answer"' in visitor.page.content.decode():
        name = visitor.fact
        value = PARENTS[name]
        asked.append(name)
        if name == "mother.leave_start":
            value = "16/02/2026"
        sent = str(value).lower() if isinstance(value, bool) else value
        visitor.send("answer", fact=name, **{name.replace(".", "-"): sent})
    assert len(asked) == len(set(asked)) > 15
    assert "Até 16 de agosto de 2026. Depois, perde-se o direito." in visitor.text
    assert "Até 30 de setembro de 2026, para receber desde o início." in visitor.text


def test_a_stillbirth_is_met_with_care_and_shown_the_other_desk(visitor):
    visitor.send("first", **FIRST | {"event-kind": "stillbirth"})
    assert "Sentimos muito." in visitor.text and "“Quando morre alguém”" in visitor.text
    assert "Registar o bebé" not in visitor.text and "pezinho" not in visitor.text


def test_nothing_pressing_is_said(visitor):
    visitor.send("first", **{"event-kind": "pregnancy", "birth-region": "mainland"})
    assert "Nestes dois dias nada tem pressa." in visitor.text


@pytest.mark.parametrize("language", ["pt", "en"])
def test_the_plan_on_paper_and_as_text_says_nothing_of_a_death(client, language):
    answer = taken(client, "pdf", language)
    document = PdfReader(io.BytesIO(answer.content))
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]
    words = " ".join(" ".join(page.extract_text() for page in document.pages).split())
    text = taken(client, "text", language).content.decode()
    for told in (words, text, text_of(taken(client, "print", language))):
        assert {"pt": "Fazer o teste do pezinho", "en": "Have the heel test done"}[language] in told
        assert OF_A_DEATH.findall(told) == []


def test_dates_go_to_the_calendar(client):
    entries = Calendar.from_ical(taken(client, "dates").content).walk("VEVENT")
    dates = {str(one["summary"]): one.decoded("dtstart").isoformat() for one in entries}
    assert dates["Registar o bebé antes de sair do hospital"] == "2026-03-22"
    assert dates["Pedir o subsídio parental"] == "2026-08-16"
    assert dates["Receber o abono de família"] == "2026-09-30"


def test_the_wallet_and_a_letter(client):
    wallet = text_of(taken(client, "wallet"))
    assert "Papel do hospital que prova o parto" in wallet and "Certidão do registo do bebé" in wallet
    page = taken(client, "letter", letter="leave")
    assert "O meu filho nasceu em 2 de março de 2026." in page.context["text"]


def test_kept_in_a_file_and_resumed(client):
    kept = taken(client, "keep").content.decode().strip()
    page = client.post(DESK, {"kept": io.BytesIO(kept.encode()), "go": "resume"})
    assert "O seu plano" in text_of(page) and "Pedir o subsídio parental" in text_of(page)
    other = client.post("/balcoes/bereavement-pt/", {"kept": io.BytesIO(kept.encode()), "go": "resume"})
    assert "Não conseguimos ler o que trouxe." in text_of(other)


def test_saved_shared_and_reminded(visitor):
    visitor.send("first", **FIRST | {"birth-date": f"{timezone.localdate():%d/%m/%Y}"})
    visitor.send("saved-keep", pin="604175", again="604175")
    assert CODE.search(visitor.text)
    assert "Pode ser o outro pai ou a outra mãe. Escolha alguns passos para outra pessoa." in visitor.text
    visitor.send("saved-share", whom="O pai", steps=["b11-heel-test"], way="read", days="30")
    link = re.search(r"readonly>[^<]*(/guardado/partilha/[^<]+/)<", visitor.page.content.decode())[1]
    shown = text_of(Client().get(link))
    assert "Fazer o teste do pezinho" in shown and "Registar o bebé" not in shown
    visitor.send("saved-reminders")
    assert "Este endereço é meu." in visitor.text and "morreu" not in visitor.text
    assert case_in(visitor.page)


def test_the_review_page(client):
    text = text_of(client.get(f"{DESK}revisao/"))
    assert "ainda não revisto" in text and "Fazer o teste do pezinho" in text
