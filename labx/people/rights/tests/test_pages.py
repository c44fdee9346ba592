"""The officer's working day and one's own page, as they are clicked."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labx.core.notices.models import Notice
from labx.people.rights.actions import assessments, breaches, mentions
from labx.people.rights.models import Assessment, Breach, Mention, ProcessingActivity, Request
from labx.people.rights.tests.making import letter_about, officer, person_named
from labx.portfolio.actions import projects
from labx.portfolio.tests.making import WHO
from tests.people import account_with, signed_in

pytestmark = pytest.mark.django_db
NAME, MAIL = "Zulmira Canário Peixoto", "zulmira.peixoto@example.pt"


@pytest.fixture(autouse=True)
def own_register(tmp_path, settings) -> None:
    settings.VAR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def client() -> Client:
    return signed_in(account_with("data_protection_officer"))


@pytest.fixture
def person():
    return person_named(NAME, MAIL)


def text_of(client: Client, name: str, *arguments: object) -> str:
    answer = client.get(reverse(f"rights:{name}", args=arguments))
    assert answer.status_code == 200
    return answer.content.decode()


def send(client: Client, page: str, /, *arguments: object, **words: object) -> object:
    return client.post(reverse(f"rights:{page}", args=arguments), words)


def test_a_person_sees_what_is_kept_and_takes_a_copy(person):
    mine = signed_in(person)
    assert "Conta" in text_of(mine, "own")
    page = text_of(mine, "own_copy")
    assert NAME in page and MAIL in page
    packed = mine.get(reverse("rights:own_copy"), {"formato": "zip"})
    assert packed["Content-Type"] == "application/zip" and packed.content[:2] == b"PK"
    printed = mine.get(reverse("rights:own_copy"), {"formato": "pdf"})
    assert printed.content[:5] == b"%PDF-"


def test_a_person_asks_follows_and_takes_back(person):
    mine = signed_in(person)
    officer()
    assert "wish" in text_of(mine, "ask", "rectification")
    refused = send(mine, "ask", "rectification", wish="")
    assert refused.status_code == 200 and not Request.objects.exists()
    send(mine, "ask", "rectification", wish="O meu nome está mal escrito.")
    made = Request.objects.get()
    assert (made.state, made.identity, made.account_id) == ("open", "session", person.id)
    assert Notice.objects.filter(kind="rights.asked").count() == 1
    again = send(mine, "ask", "rectification", wish="Outra vez.")
    assert "ainda" in again.content.decode() and Request.objects.count() == 1
    assert "mal escrito" in text_of(mine, "follow", made.code)
    send(mine, "withdraw", made.code)
    send(mine, "withdraw", made.code)
    made.refresh_from_db()
    assert made.state == "withdrawn"
    assert mine.get(reverse("rights:ask", args=["outra-coisa"])).status_code == 404


def test_erasure_is_asked_knowing_what_stays(person):
    mine = signed_in(person)
    assert "O que fica" in text_of(mine, "ask", "erasure")
    assert send(mine, "ask", "erasure", wish="").status_code == 200 and not Request.objects.exists()
    send(mine, "ask", "erasure", wish="", understood="on")
    assert Request.objects.get().kind == "erasure"


def test_nobody_follows_the_request_of_another(person):
    request = letter_about(person, "access")
    other = signed_in(account_with("researcher"))
    assert other.get(reverse("rights:follow", args=[request.code])).status_code == 404
    assert signed_in(person).get(reverse("rights:follow", args=[request.code])).status_code == 200


def test_a_letter_is_entered_tied_checked_and_answered(client, person):
    words = {"kind": "access", "channel": "letter", "name": NAME, "contact": MAIL, "wish": "Quero uma cópia."}
    tomorrow = timezone.localdate() + timedelta(days=1)
    late = send(client, "new_request", received_on=tomorrow.strftime("%d/%m/%Y"), **words)
    assert late.status_code == 200 and not Request.objects.exists()
    send(client, "new_request", received_on=timezone.localdate().strftime("%d/%m/%Y"), **words)
    made = Request.objects.get()
    assert made.state == "received" and made.name == NAME
    there = text_of(client, "name_person", made.code)
    assert f"account:{person.id}" in there
    assert client.get(reverse("rights:name_person", args=[made.code]), {"q": f"\x00{MAIL}"}).status_code == 200
    send(client, "name_person", made.code, person=[f"account:{person.id}"], also_written="Zulmirinha")
    assert client.get(reverse("rights:copy", args=[made.code])).status_code == 302  # nobody knows who asks yet
    refused = send(client, "answer", made.code, answer="Segue a cópia.")
    assert refused.status_code == 200
    send(client, "identity", made.code, identity="call")
    assert NAME in text_of(client, "copy", made.code)
    send(client, "extend", made.code, why="São muitos dados.")
    made.refresh_from_db()
    assert made.extended_on and made.due_on > timezone.localdate() + timedelta(days=80)
    assert send(client, "extend", made.code, why="Outra vez.").status_code == 200
    send(client, "answer", made.code, answer="Segue a cópia.")
    made.refresh_from_db()
    assert (made.state, made.account_id) == ("done", person.id)
    assert "Segue a cópia." in text_of(signed_in(person), "follow", made.code)
    assert "Respondido" in text_of(client, "request", made.code)
    assert send(client, "refuse", made.code, answer="Tarde demais.").status_code == 200


def test_a_request_is_refused_with_the_ground(client, person):
    made = letter_about(person, "objection")
    assert send(client, "refuse", made.code, answer="").status_code == 200
    send(client, "refuse", made.code, answer="Artigo 21.º, n.º 6.")
    made.refresh_from_db()
    assert made.state == "refused"
    assert "CNPD" in text_of(signed_in(person), "follow", made.code)


def test_mentions_are_shown_in_context_and_decided(client, person):
    project = projects.start_project(by=WHO, title="Cartas", question=f"A {NAME} queixou-se da carta.")
    made = letter_about(person)
    send(client, "erase", made.code)
    waiting = made.mentions.get(row=str(project.id))
    page = text_of(client, "mention", made.code, waiting.pk)
    assert f"<mark>{NAME}</mark>" in page and "queixou-se" in page
    assert send(client, "mention", made.code, waiting.pk, keep="1", why="").status_code == 200
    send(client, "mention", made.code, waiting.pk, redact="1")
    waiting.refresh_from_db()
    assert waiting.state == "redacted"
    send(client, "mention", made.code, waiting.pk, redact="1")
    other = Mention.objects.create(request=made, table="portfolio_project", column="title", row=str(project.id))
    send(client, "mention", made.code, other.pk, keep="1", why="Outra pessoa.")
    assert "Outra pessoa." in text_of(client, "mention", made.code, other.pk)
    send(client, "mentions", made.code)
    assert text_of(client, "mentions", made.code)


def test_a_file_that_names_the_person_is_removed(client, person, settings):
    file = settings.MEDIA_ROOT / "trials" / "carta.txt"
    file.parent.mkdir(parents=True)
    file.write_bytes(f"Assinado: {NAME}".encode("utf-16-le"))
    made = letter_about(person)
    mentions.find_mentions(by=officer(), request=made)
    found = made.mentions.get(table="media")
    assert "ficheiro" in text_of(client, "mention", made.code, found.pk)
    send(client, "mention", made.code, found.pk, redact="1")
    assert not file.exists()


def test_an_erasure_from_the_page_to_the_receipt(client, person, run_jobs):
    made = letter_about(person)
    assert "Apagar" in text_of(client, "erase", made.code)
    send(client, "erase", made.code)
    for one in made.mentions.filter(state="waiting"):
        send(client, "mention", made.code, one.pk, redact="1")
        send(client, "erase", made.code)
    run_jobs()
    made.refresh_from_db()
    receipt = text_of(Client(), "receipt", made.erasure.receipt_code)
    assert "Recibo" in receipt and NAME not in receipt
    signed = Client().get(reverse("rights:receipt", args=[made.erasure.receipt_code]), {"formato": "json"})
    assert signed.json()["receipt"]["request"] == made.code
    assert Client().get(reverse("rights:receipt", args=["nada"])).status_code in {302, 404}
    assert "Recibo assinado" in text_of(client, "request", made.code)


def test_the_officers_day_says_what_is_due(client, person):
    assert "Nada" in text_of(client, "desk")
    letter_about(person, received_on=date(2026, 1, 2))
    breaches.report_breach(by=WHO, title="Correio trocado", what="Uma carta.", known_at=timezone.now())
    breaches.report_breach(by=WHO, title="Disco perdido", what="Um disco.", known_at=timezone.now() - timedelta(days=9))
    assessments.begin_assessment(
        by=WHO, title="Luto", description="d", necessity="n", triggers=["bereavement"], review_on=timezone.localdate()
    )
    page = text_of(client, "desk")
    assert "Correio trocado" in page and "Disco perdido" in page and "Luto" in page
    assert client.get(reverse("rights:desk"), {"formato": "csv"}).status_code == 200


def test_the_register_is_drawn_up_edited_and_exported(client):
    assert "vazio" in text_of(client, "activities")
    send(client, "draw_up")
    count = ProcessingActivity.objects.count()
    assert count >= 4
    send(client, "draw_up")
    assert ProcessingActivity.objects.count() == count
    activity = ProcessingActivity.objects.get(room="people")
    assert "Endereços de e-mail" in activity.categories
    names = ("title", "purpose", "basis", "subjects", "categories", "recipients", "transfers", "kept_for", "measures")
    words = {name: getattr(activity, name) for name in names}
    send(client, "activity", activity.code, **{**words, "title": "Contas"}, edition=1)
    lost = send(client, "activity", activity.code, **{**words, "title": "Outra coisa"}, edition=1)
    assert "<del>Contas</del>" in lost.content.decode() and "<ins>Outra coisa</ins>" in lost.content.decode()
    assert 'name="edition" value="2"' in lost.content.decode()
    activity.refresh_from_db()
    assert activity.title == "Contas"
    assert "Contas" in text_of(signed_in(account_with("lab_lead")), "activity", activity.code)
    send(client, "new_activity", **{**words, "title": "Correspondência"})
    assert ProcessingActivity.objects.filter(title="Correspondência", room="").exists()
    exported = client.get(reverse("rights:activities"), {"formato": "csv"})
    assert exported.status_code == 200


def test_an_assessment_from_its_start_to_the_advice(client):
    words = {
        "title": "Entrevistas com pessoas em luto", "description": "Entrevistas.", "necessity": "Sem elas não se sabe.",
        "triggers": ["bereavement"], "review_on": "31/12/2027",
    }  # fmt: skip
    send(client, "new_assessment", **words)
    made = Assessment.objects.get()
    risk = {"what": "Angústia", "likelihood": 3, "severity": 3, "measures": "Parar.", "likelihood_left": 2}
    assert send(client, "add_risk", made.code, **risk).status_code == 200
    send(client, "add_risk", made.code, **risk, severity_left=2)
    assert made.worst_left == 4
    page = text_of(client, "assessment", made.code)
    assert "Angústia" in page and "A lei pede" in page
    send(client, "edit_assessment", made.code, **{**words, "title": "Entrevistas"}, edition=1)
    lost = send(client, "edit_assessment", made.code, **{**words, "title": "Perdida?"}, edition=1)
    assert "Perdida?" in lost.content.decode()
    assert send(client, "advise", made.code, verdict="proceed", advice="", review_on="31/12/2027").status_code == 200
    send(client, "advise", made.code, verdict="proceed", advice="Com cuidado.", review_on="31/12/2027")
    assert "Com cuidado." in text_of(client, "assessment", made.code)
    send(client, "remove_risk", made.code, made.risks.get().pk)
    assert not made.risks.exists()
    assert "Entrevistas" in text_of(client, "assessments")


def test_a_breach_from_the_report_to_its_end(client):
    now = timezone.localtime()
    words = {"title": "Correio trocado", "what": "Uma carta foi para outra casa."}
    future = (now + timedelta(days=2)).strftime("%d/%m/%Y %H:%M")
    assert send(client, "report_breach", **words, known_at=future).status_code == 200
    send(client, "report_breach", **words, known_at=now.strftime("%d/%m/%Y %H:%M"))
    made = Breach.objects.get()
    assert "Correio trocado" in client.get(reverse("portfolio:desk")).content.decode()
    assert made.officer_told_at and Notice.objects.filter(kind="rights.breach").exists()
    assert send(client, "decide_breach", made.code, do="close").status_code == 200
    assert send(client, "decide_breach", made.code, do="keep", **{"keep-why": "Foi devolvida."}).status_code == 200
    send(client, "edit_breach", made.code, **words, known_at=now.strftime("%d/%m/%Y %H:%M"), level="high", edition=1)
    late = (now + timedelta(hours=80)).strftime("%d/%m/%Y %H:%M")
    assert send(client, "decide_breach", made.code, do="tell", **{"tell-at": late}).status_code == 200
    send(client, "decide_breach", made.code, do="tell", **{"tell-at": late, "tell-late_why": "Férias."})
    assert send(client, "decide_breach", made.code, do="close").status_code == 200  # people at high risk come first
    send(client, "decide_breach", made.code, do="people", **{"people-at": late})
    send(client, "decide_breach", made.code, do="close")
    made.refresh_from_db()
    assert made.closed_at and made.late_why == "Férias."
    assert send(client, "decide_breach", made.code, do="close").status_code == 200
    assert "Correio trocado" in text_of(client, "breach", made.code)
    assert "Uma carta" in text_of(client, "breach_draft", made.code, "cnpd")
    assert "Uma carta" in text_of(client, "breach_draft", made.code, "pessoas")
    assert client.get(reverse("rights:breach_draft", args=[made.code, "jornal"])).status_code == 404
    assert text_of(client, "breaches")


def test_a_small_breach_is_not_told_with_the_reason(client):
    made = breaches.report_breach(by=WHO, title="Envelope", what="w", known_at=timezone.now(), level="none")
    send(client, "decide_breach", made.code, do="keep", **{"keep-why": "Voltou fechado."})
    send(client, "decide_breach", made.code, do="close")
    made.refresh_from_db()
    assert made.closed_at and "Voltou fechado." in text_of(client, "breach", made.code)


def test_lists_take_as_many_queries_for_many_rows(client, person, django_assert_max_num_queries):
    letter_about(person, "access")
    text_of(client, "requests")
    with django_assert_max_num_queries(60) as few:
        text_of(client, "requests")
    for kind in ("rectification", "objection", "erasure", "access", "access"):
        letter_about(person, kind)
    with django_assert_max_num_queries(len(few)):
        text_of(client, "requests")
