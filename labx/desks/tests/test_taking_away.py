"""The plan as PDF and as text, in large type, with what was noted; made in the answer and kept nowhere."""

import io
import re

import pytest
from pypdf import PdfReader

from labx.desks.tests.families import WIDOW
from labx.desks.tests.visiting import DESK, case_in, sealed, text_of

pytestmark = pytest.mark.django_db
ANSWERS = {name: value for name, value in WIDOW.items() if name != "today"}


def taken(client, go, language="pt", **parts):
    sent = {"case": sealed(answers=ANSWERS, **parts), "go": go}
    return client.post(DESK, sent, headers={"accept-language": language})


def words_of(answer) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).split())


def test_the_pdf_is_tagged_titled_and_says_the_plan(client):
    answer = taken(client, "pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="plano.pdf"'
    assert "no-store" in answer["Cache-Control"]
    document = PdfReader(io.BytesIO(answer.content))
    assert document.metadata.title == "Quando morre alguém"
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in document.trailer["/Root"]
    assert document.trailer["/Root"]["/Lang"] == "pt"
    words = words_of(answer)
    assert "Até 12 de fevereiro de 2026 às 07:40. A lei fixa este prazo." in words
    assert "Documentos e para que servem" in words and "808 24 24 24" in words
    assert "ainda não revisto" in words


def test_the_pdf_in_english(client):
    answer = taken(client, "pdf", "en")
    assert "Register the death" in words_of(answer) and 'filename="plan.pdf"' in answer["Content-Disposition"]
    assert PdfReader(io.BytesIO(answer.content)).trailer["/Root"]["/Lang"].startswith("en")


def test_large_type_takes_more_pages_and_stays_with_the_case(client):
    pages = [len(PdfReader(io.BytesIO(taken(client, "pdf", is_large=large).content)).pages) for large in (False, True)]
    assert pages[1] > pages[0]
    page = client.post(DESK, {"case": sealed(answers=ANSWERS), "here": "plan", "size": "large"})
    assert "large-type" in page.content.decode() and "Letra mais pequena" in text_of(page)
    kept = client.post(DESK, {"case": case_in(page), "go": "letters"})
    assert "large-type" in kept.content.decode()
    smaller = client.post(DESK, {"case": case_in(kept), "here": "letters", "size": "normal"})
    assert "large-type" not in smaller.content.decode() and "Cartas para levar" in text_of(smaller)


def test_large_type_by_a_link_without_a_case(client):
    page = client.get(DESK, {"letra": "grande"})
    assert "large-type" in page.content.decode()
    on = client.post(DESK, {"case": case_in(page), "go": "first"})
    assert "large-type" in on.content.decode() and "large-type" not in client.get(DESK).content.decode()


def test_a_page_shown_in_another_size_is_the_same_page(client):
    case = sealed(answers=ANSWERS)
    for here, more in (
        ("now", {}),
        ("wallet", {}),
        ("task", {"task": "p13-tell-the-bank"}),
        ("letter", {"letter": "bank"}),
    ):
        page = client.post(DESK, {"case": case, "go": here, **more})
        again = client.post(DESK, {"case": case, "here": here, "size": "large", **more})
        titles = [re.search(r"<h1[^>]*>(.*?)</h1>", one.content.decode())[1] for one in (page, again)]
        assert titles[0] == titles[1]


def test_the_text_is_read_line_by_line(client):
    answer = taken(
        client,
        "text",
        notes={"p13-tell-the-bank": "Falar com a D. Rosa"},
        have=["iban"],
        done=["p11-absence-from-school"],
    )
    assert (
        answer["Content-Type"] == "text/plain; charset=utf-8"
        and 'filename="plano.txt"' in answer["Content-Disposition"]
    )
    text = answer.content.decode()
    assert "1. Registar a morte.\nAté 12 de fevereiro de 2026 às 07:40. A lei fixa este prazo.\n" in text
    assert "A sua nota: Falar com a D. Rosa.\n" in text
    assert "O número da sua conta (IBAN).\nJá tenho.\nNo seu banco ou no multibanco. Basta um exemplar.\n" in text
    assert "Dizer à escola.\nAinda por confirmar: pergunte antes de se fiar.\nFeito.\n" in text
    assert not set("|\t•<>") & set(text)
    lines = [line for line in text.splitlines() if line]
    assert all(line[-1] in ".?:" or line[-1].isdigit() for line in lines)


def test_what_may_apply_and_what_contradicts_is_in_the_text(client):
    case = sealed(
        answers={
            "death.date": "2026-02-10",
            "asker.relation": "spouse",
            "family.spouse": False,
            "deceased.stage": "person",
        }
    )
    text = client.post(DESK, {"case": case, "go": "text"}).content.decode()
    assert "Veja as duas respostas." in text.split("\n")[1]
    assert "PODE APLICAR-SE." in text and "Para o saber, responda:" in text


def test_overdue_rules_say_so_on_paper_too(client, monkeypatch):
    from labx.core.packs import library

    monkeypatch.setitem(library.packs()["desks/bereavement-pt"].content, "review_by", "2020-01-01")
    assert "já deviam ter sido revistas até 1 de janeiro de 2020" in words_of(taken(client, "pdf"))
    page = taken(client, "plan")
    assert "Esta regra já devia ter sido revista." in text_of(page)
