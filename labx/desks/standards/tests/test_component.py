"""The desk inside a page of another origin: questions and plan by the API alone, by keyboard, and nothing stored."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from labx.desks import queries
from labx.desks.cases import desk_of
from labx.desks.tests.visiting import text_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = """<!doctype html><html lang="{lang}"><head><title>Portal</title>
<script src="{lab}/static/desks/labx-desk.js" defer></script></head>
<body><main><h1>Portal</h1>
<labx-desk pack="{pack}" src="{lab}"><a href="{lab}/balcoes/{pack}/">O balcão</a></labx-desk></main></body></html>"""
POLICY = "default-src 'none'; script-src {lab}; connect-src {lab}"
PHONE = {"width": 360, "height": 740}


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
def window(chromium_browser, portal):
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


def test_a_person_goes_from_the_first_question_to_the_plan_by_keyboard(window):
    window.goto("/pt/bereavement-pt")
    window.get_by_role("heading", name="Quando morre alguém").wait_for()
    assert not Axe().run(window).response["violations"]
    window.get_by_label("Um adulto ou uma criança").focus()
    window.keyboard.press("Space")
    window.get_by_label("Em que dia morreu?").fill("2026-02-10")
    window.get_by_label("Portugal continental").focus()
    window.keyboard.press("Space")
    window.get_by_role("button", name="Continuar").focus()
    window.keyboard.press("Enter")
    window.get_by_text("Faltam cerca de").wait_for()
    assert window.evaluate("document.activeElement.shadowRoot.activeElement.tagName") == "H2"  # read out at once
    assert not Axe().run(window).response["violations"]
    window.get_by_role("button", name="Não sei ou prefiro não dizer").click()
    window.get_by_role("button", name="Ver o plano").click()
    window.get_by_role("heading", name="O seu plano").wait_for()
    window.get_by_role("heading", name="Registar a morte").wait_for()
    assert not Axe().run(window).response["violations"]
    assert window.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    window.get_by_text("As suas respostas").click()
    window.get_by_role("button", name="Mudar: Dia da morte").click()
    assert window.get_by_label("Em que dia morreu?").input_value() == "2026-02-10"
    assert stored(window) == (["", 0, 0], [])


@pytest.mark.parametrize(
    ("language", "go_on", "opens"),
    [
        ("pt", "Ver o plano", "As cartas e o resto, no laboratório"),
        ("en", "See the plan", "The letters and the rest, in the laboratory"),
    ],
)
def test_the_plan_leads_to_letters_and_files_of_the_laboratory_with_the_answers(window, language, go_on, opens):
    window.goto(f"/{language}/bereavement-pt")
    window.locator("input[value=person]").check()
    window.get_by_role("button", name=go_on).click()
    with window.context.expect_page() as opened:
        window.get_by_role("button", name=opens).click()
    page = opened.value
    page.set_viewport_size(PHONE)
    page.wait_for_selector("button[value=letters]")
    assert not Axe().run(page).response["violations"] and page.evaluate("document.referrer") == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
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


def test_hours_go_with_the_clock_of_the_place_and_bad_answers_stay_with_their_cure(window):
    window.goto("/en/bereavement-pt")
    window.get_by_label("Azores").check()
    window.get_by_label("On what day did the person die?").fill("0026-02-10")
    window.get_by_role("button", name="Continue").click()
    window.get_by_text("The year 26 is too far away. Correct the year.").wait_for()
    assert window.get_by_label("On what day did the person die?").input_value() == "0026-02-10"
    window.get_by_label("On what day did the person die?").fill("2026-07-10")
    with window.expect_request("**/plan"):
        window.get_by_role("button", name="Continue").click()
    window.get_by_text("questions left").wait_for()
    desk = "document.querySelector('labx-desk')"
    asked = f"{desk}.questions('', ['death.time'], [], true)"
    window.evaluate(asked)
    window.locator("input[type=datetime-local]").fill("2026-07-10T08:30")
    with window.expect_request("**/plan") as sent:
        window.get_by_role("button", name="Continue").click()
    assert sent.value.post_data_json["facts"]["death.time"] == "2026-07-10T08:30:00+00:00"  # summer in the Azores
    headers = sent.value.all_headers()
    assert "cookie" not in headers and "referer" not in headers


def test_when_the_laboratory_is_silent_nothing_is_lost(window):
    window.goto("/pt/bereavement-pt")
    window.get_by_label("Um adulto ou uma criança").check()
    window.route("**/plan", lambda route: route.abort())
    window.get_by_role("button", name="Ver o plano").click()
    window.get_by_text("As suas respostas continuam aqui").wait_for()
    window.unroute("**/plan")
    window.get_by_role("button", name="Tentar outra vez").click()
    window.get_by_role("heading", name="O seu plano").wait_for()
    window.get_by_text("As suas respostas").click()
    window.get_by_role("listitem").filter(has_text="Quem morreu: Um adulto ou uma criança").wait_for()
    window.goto("/pt/nothing-here")
    window.get_by_text("Não foi possível falar com o laboratório").wait_for()


def test_the_page_that_explains_it_shows_it_too(page, settings, client):
    page.goto(reverse("desks:embed", args=["bereavement-pt"]))
    page.get_by_role("heading", name="Quando morre alguém").wait_for()
    settings.API_ORIGINS = ["https://portal.example.pt"]
    assert "https://portal.example.pt" in text_of(client.get(reverse("desks:embed", args=["bereavement-pt"])))
    settings.API_ORIGINS = []
    assert "não deixa agora outros portais" in text_of(client.get(reverse("desks:embed", args=["bereavement-pt"])))
