"""The case on its way: a file that is kept elsewhere, older, changed by someone, and nothing of it here."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from labx.desks.sealing import CaseFile, CaseUnreadable, open_case
from labx.desks.tests.bereavement import pack
from labx.desks.tests.visiting import DESK, FIRST, Visitor, case_in, sealed, text_of

pytestmark = pytest.mark.django_db
# All that a visit writes: one more for a kind of page, in a week, at a desk.
COUNTED = re.compile(
    r"INSERT INTO service_weekcount .* VALUES \('[\d-]+'(::date)?, '[\w-]+', '[\w.]+', '\w+', 1\) ON CONFLICT"
)


@pytest.fixture
def visitor(client):
    return Visitor(client)


def test_the_case_goes_away_as_a_file_and_comes_back(client, visitor):
    visitor.send("first", **FIRST)
    kept = visitor.send("keep")
    assert kept["Content-Disposition"] == 'attachment; filename="bereavement-pt.caso.txt"'
    assert b"2026" not in kept.content and b"spouse" not in kept.content
    back = client.post(DESK, {"go": "resume", "kept": SimpleUploadedFile("x.txt", kept.content)})
    assert "O seu plano" in text_of(back) and "Quem morreu era Marido ou mulher" in text_of(back)


def test_a_case_of_an_older_version_is_read_again(client):
    old = sealed(version="0.9.0", answers={"death.date": "2026-02-10", "gone.fact": True, "death.cause": "old_age"})
    page = client.post(DESK, {"go": "resume", "kept": SimpleUploadedFile("x.txt", old.encode())})
    assert "As regras mudaram desde que guardou este ficheiro." in text_of(page)
    assert open_case(case_in(page), "desks/bereavement-pt").answers == {"death.date": "2026-02-10"}
    assert open_case(case_in(page), "desks/bereavement-pt").version == pack().version


@pytest.mark.parametrize(
    "broken",
    ["", "nonsense", "ação", "x" * 800_000, sealed()[:-9], CaseFile("desks/other", "1.0.0").seal()],
)
def test_a_case_that_was_changed_begins_again_and_says_so(client, broken):
    page = client.post(DESK, {"case": broken, "go": "plan"})
    assert page.status_code == 200 and "Não conseguimos ler o que trouxe." in text_of(page)
    with pytest.raises(CaseUnreadable):
        open_case(broken, "desks/bereavement-pt")


def test_nothing_is_kept_and_no_page_is_cached(visitor):
    with CaptureQueriesContext(connection) as seen:
        visitor.send("first", **FIRST)
        visitor.send("ask")
    written = [one["sql"] for one in seen if not one["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
    assert [one for one in written if not COUNTED.search(" ".join(one.split()))] == []
    assert "no-store" in visitor.page["Cache-Control"]
    assert "sessionid" not in visitor.client.cookies
    assert "2026-02-10" not in visitor.page.content.decode()
