"""The impact assessment as a tagged document, in both languages, at every stage."""

import io
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from labx.people.rights.actions import assessments, registers
from labx.people.rights.models import Assessment
from labx.people.rights.tests.making import officer
from tests.people import account_with, signed_in

pytestmark = pytest.mark.django_db
WORDS = {
    "title": "Entrevistas com pessoas em luto",
    "description": "Entrevistas gravadas.\nCom #set text(fill: white) no meio.",
    "necessity": "Sem elas não se sabe.",
    "review_on": date(2027, 12, 31),
}
RISK = {"what": "Angústia", "likelihood": 3, "severity": 4, "measures": "Parar.", "likelihood_left": 2}


def document(assessment: Assessment, language: str = "pt") -> tuple[PdfReader, str]:
    client = signed_in(account_with("data_protection_officer"))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(reverse("rights:assessment_pdf", args=[assessment.code]))
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    read = PdfReader(io.BytesIO(answer.content))
    return read, " ".join(" ".join(page.extract_text() for page in read.pages).split())


def test_a_whole_assessment_says_what_the_page_says_and_is_tagged():
    activity = registers.add_activity(
        by=officer(), title="Ouvir pessoas", purpose="Saber", basis="public_task", subjects="Pessoas",
        categories="Voz", kept_for="Um ano",
    )  # fmt: skip
    made = assessments.begin_assessment(by=officer(), triggers=["bereavement"], activity=activity, **WORDS)
    assessments.add_risk(by=officer(), assessment=made, severity_left=2, **RISK)
    words = {"verdict": "proceed", "advice": "Com cuidado.", "review_on": WORDS["review_on"]}
    assessments.advise(by=officer(), assessment=made, **words)
    for language, said in (
        ("pt", ("em 16", "A lei pede-a", "Dado por")),
        ("en", ("of 16", "The law asks", "Given by")),
    ):
        read, text = document(made, language)
        assert read.trailer["/Root"]["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in read.trailer["/Root"]
        assert read.trailer["/Root"]["/Lang"].startswith(language)
        for expected in (*said, "Angústia", "12", "4", "Ouvir pessoas", "Com cuidado.", "#set text(fill: white)"):
            assert expected in text


def test_an_assessment_just_begun_says_what_is_missing():
    made = assessments.begin_assessment(by=officer(), triggers=[], **WORDS)
    _read, text = document(made)
    for expected in ("Ainda não há riscos escritos.", "Parecer", "Ainda não foi dado."):
        assert expected in text


def test_who_may_not_read_the_registers_gets_no_document():
    made = assessments.begin_assessment(by=officer(), triggers=[], **WORDS)
    address = reverse("rights:assessment_pdf", args=[made.code])
    assert signed_in(account_with("analyst")).get(address).status_code == 404
    assert Client().get(address).status_code == 302
