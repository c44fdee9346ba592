"""A case that comes from another portal: files in its language, the pages of the desk behind a button, nothing kept."""

from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from labx.desks.sealing import open_case
from labx.desks.tests.test_api import FACTS, planned
from labx.desks.tests.visiting import DESK, case_in, sealed, text_of

pytestmark = pytest.mark.django_db
ARRIVE = f"{DESK}caso/"


@pytest.fixture
def elsewhere():
    """Another site has no token of ours."""
    return Client(enforce_csrf_checks=True)


def test_the_plan_for_facts_carries_them_sealed_to_the_pages_of_the_desk(client, elsewhere):
    made = planned(client, unknown=["death.time"], municipality="lisboa")
    case = open_case(made["case"], "desks/bereavement-pt")
    assert case.answers == FACTS and case.declined == ["death.time"] and case.municipality == "lisboa"
    answer = elsewhere.post(ARRIVE, {"case": made["case"], "go": "whole", "language": "pt"})
    assert "vieram consigo" in text_of(answer) and "no-store" in answer["Cache-Control"]
    page = client.post(DESK, {"case": case_in(answer), "go": "letters"})
    assert page.status_code == 200 and "Banco" in text_of(page)
    assert client.get("/api/desks/bereavement-pt").json()["arrive"].endswith(ARRIVE)


def test_files_come_at_once_in_the_language_of_the_other_page(elsewhere):
    case = sealed(answers=FACTS)
    english = elsewhere.post(ARRIVE, {"case": case, "go": "pdf", "language": "en"}, HTTP_ACCEPT_LANGUAGE="pt")
    assert "Register the death" in " ".join(page.extract_text() for page in PdfReader(BytesIO(english.content)).pages)
    dates = elsewhere.post(ARRIVE, {"case": case, "go": "dates", "language": "xx"}, HTTP_ACCEPT_LANGUAGE="pt")
    assert dates["Content-Type"].startswith("text/calendar")
    text = elsewhere.post(ARRIVE, {"case": case, "go": "text"}, HTTP_ACCEPT_LANGUAGE="pt")
    assert "Registar a morte" in text.content.decode()


def test_what_cannot_be_read_or_comes_by_a_link_leads_to_the_desk(elsewhere):
    assert "Não conseguimos ler" in text_of(elsewhere.post(ARRIVE, {"case": "nada", "go": "pdf"}))
    assert elsewhere.get(ARRIVE)["Location"] == DESK
    assert elsewhere.post(DESK, {"case": sealed(answers=FACTS), "go": "plan"}).status_code == 403
