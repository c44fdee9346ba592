"""The desk inside a page of another origin: questions and plan by the API alone, by keyboard, and nothing stored."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.urls import reverse

from labx.desks import queries
from labx.desks.cases import desk_of
from labx.desks.tests.visiting import text_of
from tests.browser import PHONE, faults_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = """<!doctype html><html lang="{lang}"><head><title>Portal</title>
<script src="{lab}/static/desks/labx-desk.js" defer></script></head>
<body><main><h1>Portal</h1>
<labx-desk pack="{pack}" src="{lab}"><a href="{lab}/balcoes/{pack}/">O balcão</a></labx-desk></main></body></html>"""
POLICY = "default-src 'none'; script-src {lab}; connect-src {lab}"


@pytest.fixture
def portal(live_server, settings) -> Iterator[ThreadingHTTPServer]:
    """Another site: its address is `/<language>/<pack>`, and its policy allows the laboratory and nothing else."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            _nothing, lang, pack = self.path.split("/")
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", POLICY.format(lab=live_server.url))
            self.end_headers()
            self.wfile.write(PAGE.format(lang=lang, pack=pack, lab=live_server.url).encode())

        def log_message(self, *_said):
            pass

    settings.ORIGIN = live_server.url
    desk_of(queries.find("bereavement-pt"))  # read before the browser waits for it
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def elsewhere(chromium_browser, portal):
    context = chromium_browser.new_context(base_url=f"http://127.0.0.1:{portal.server_port}", viewport=PHONE)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.extend([message.text] if "Policy" in message.text else []))
    yield page
    context.close()
    assert not faults


def stored(page):
    return page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]"), page.context.cookies()


def test_a_person_goes_from_the_first_question_to_the_plan_by_keyboard(elsewhere):
    elsewhere.goto("/pt/bereavement-pt")
    elsewhere.get_by_role("heading", name="Quando morre alguém").wait_for()
    assert faults_of(elsewhere) == []
    elsewhere.get_by_label("Um adulto ou uma criança").focus()
    elsewhere.keyboard.press("Space")
    elsewhere.get_by_label("Em que dia morreu?").fill("2026-02-10")
    elsewhere.get_by_label("Portugal continental").focus()
    elsewhere.keyboard.press("Space")
    elsewhere.get_by_role("button", name="Continuar").focus()
    elsewhere.keyboard.press("Enter")
    elsewhere.get_by_text("Faltam cerca de").wait_for()
    assert elsewhere.evaluate("document.activeElement.shadowRoot.activeElement.tagName") == "H2"  # read out at once
    assert faults_of(elsewhere) == []
    elsewhere.get_by_role("button", name="Não sei ou prefiro não dizer").click()
    elsewhere.get_by_role("button", name="Ver o plano").click()
    elsewhere.get_by_role("heading", name="O seu plano").wait_for()
    elsewhere.get_by_role("heading", name="Registar a morte").wait_for()
    assert faults_of(elsewhere) == []
    elsewhere.get_by_text("As suas respostas").click()
    elsewhere.get_by_role("button", name="Mudar: Dia da morte").click()
    assert elsewhere.get_by_label("Em que dia morreu?").input_value() == "2026-02-10"
    assert stored(elsewhere) == (["", 0, 0], [])


@pytest.mark.parametrize(
    ("language", "go_on", "opens"),
    [
        ("pt", "Ver o plano", "As cartas e o resto, no laboratório"),
        ("en", "See the plan", "The letters and the rest, in the laboratory"),
    ],
)
def test_the_plan_leads_to_letters_and_files_of_the_laboratory_with_the_answers(elsewhere, language, go_on, opens):
    elsewhere.goto(f"/{language}/bereavement-pt")
    elsewhere.locator("input[value=person]").check()
    elsewhere.get_by_role("button", name=go_on).click()
    with elsewhere.context.expect_page() as opened:
        elsewhere.get_by_role("button", name=opens).click()
    page = opened.value
    page.set_viewport_size(PHONE)
    page.wait_for_selector("button[value=letters]")
    assert faults_of(page) == [] and page.evaluate("document.referrer") == ""
    page.click("button[value=letters]")
    page.wait_for_selector("input[name=field-your-name]")
    assert page.url.endswith("/balcoes/bereavement-pt/")


def test_where_no_script_runs_a_link_leads_to_the_desk(chromium_browser, portal, live_server):
    context = chromium_browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{portal.server_port}/pt/bereavement-pt")
    page.get_by_role("link", name="O balcão").click()
    page.wait_for_selector("button[value=first]")
    assert page.url == f"{live_server.url}/balcoes/bereavement-pt/"
    context.close()


def test_hours_go_with_the_clock_of_the_place_and_bad_answers_stay_with_their_cure(elsewhere):
    elsewhere.goto("/en/bereavement-pt")
    elsewhere.get_by_label("Azores").check()
    elsewhere.get_by_label("On what day did the person die?").fill("0026-02-10")
    elsewhere.get_by_role("button", name="Continue").click()
    elsewhere.get_by_text("The year 26 is too far away. Correct the year.").wait_for()
    assert elsewhere.get_by_label("On what day did the person die?").input_value() == "0026-02-10"
    elsewhere.get_by_label("On what day did the person die?").fill("2026-07-10")
    with elsewhere.expect_request("**/plan"):
        elsewhere.get_by_role("button", name="Continue").click()
    elsewhere.get_by_text("questions left").wait_for()
    desk = "document.querySelector('labx-desk')"
    asked = f"{desk}.questions('', ['death.time'], [], true)"
    elsewhere.evaluate(asked)
    elsewhere.locator("input[type=datetime-local]").fill("2026-07-10T08:30")
    with elsewhere.expect_request("**/plan") as sent:
        elsewhere.get_by_role("button", name="Continue").click()
    assert sent.value.post_data_json["facts"]["death.time"] == "2026-07-10T08:30:00+00:00"  # summer in the Azores
    headers = sent.value.all_headers()
    assert "cookie" not in headers and "referer" not in headers


def test_when_the_laboratory_is_silent_nothing_is_lost(elsewhere):
    elsewhere.goto("/pt/bereavement-pt")
    elsewhere.get_by_label("Um adulto ou uma criança").check()
    elsewhere.route("**/plan", lambda route: route.abort())
    elsewhere.get_by_role("button", name="Ver o plano").click()
    elsewhere.get_by_text("As suas respostas continuam aqui").wait_for()
    elsewhere.unroute("**/plan")
    elsewhere.get_by_role("button", name="Tentar outra vez").click()
    elsewhere.get_by_role("heading", name="O seu plano").wait_for()
    elsewhere.get_by_text("As suas respostas").click()
    elsewhere.get_by_role("listitem").filter(has_text="Quem morreu: Um adulto ou uma criança").wait_for()
    elsewhere.goto("/pt/nothing-here")
    elsewhere.get_by_text("Não foi possível falar com o laboratório").wait_for()


def test_the_page_that_explains_it_shows_it_too(page, settings, client):
    page.goto(reverse("desks:embed", args=["bereavement-pt"]))
    page.get_by_role("heading", name="Quando morre alguém").wait_for()
    settings.API_ORIGINS = ["https://portal.example.pt"]
    assert "https://portal.example.pt" in text_of(client.get(reverse("desks:embed", args=["bereavement-pt"])))
    settings.API_ORIGINS = []
    assert "não deixa agora outros portais" in text_of(client.get(reverse("desks:embed", args=["bereavement-pt"])))
