"""The desk on a phone: with the keyboard, without JavaScript, in both languages, without a fault that axe sees."""

import pytest

from labx.desks.tests.visiting import sealed
from tests.browser import faults_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = "/balcoes/bereavement-pt/"
WORDS = {
    "pt-PT": ("Continuar", "Continuar para as outras perguntas", "Não sei", "Ver o plano", "Página para imprimir"),
    "en-GB": ("Continue", "Go on to the other questions", "I do not know", "See the plan", "Page to print"),
}


@pytest.mark.parametrize("language", WORDS)
def test_every_step_reads_well_on_a_phone(window, language):
    go_on, ask, unknown, plan, on_paper = WORDS[language]
    page = window(locale=language)
    page.goto(DESK)
    faults = {"first": faults_of(page)}
    page.check("input[name=deceased-stage][value=person]")
    page.fill("input[name=death-date]", "10/02/2026")
    page.get_by_role("button", name=go_on, exact=True).click()
    faults["now"] = faults_of(page)
    page.get_by_role("button", name=ask, exact=True).click()
    faults["question"] = faults_of(page)
    page.get_by_role("button", name=unknown, exact=True).click()
    page.get_by_role("button", name=plan, exact=True).click()
    faults["plan"] = faults_of(page)
    page.get_by_role("button", name=on_paper, exact=True).click()
    faults["print"] = faults_of(page)
    assert faults == {step: [] for step in ("first", "now", "question", "plan", "print")}


def test_the_keyboard_is_enough_and_javascript_is_not_needed(window):
    page = window(locale="pt-PT", java_script_enabled=False)
    page.goto(DESK)
    page.focus("input[name=deceased-stage][value=person]")
    page.keyboard.press("Space")
    page.focus("input[name=death-date]")
    page.keyboard.type("10/02/2026")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Os próximos dois dias')")
    page.focus("button[value=plan]")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('O seu plano')")
    assert "10 de fevereiro de 2026" in page.content()


def open_step(page, case, go, **fields):
    """The page of a step, as a button with these hidden fields would open it."""
    page.goto(DESK)
    page.evaluate(
        """([go, sent]) => {
            const button = document.querySelector("button[value=first]");
            for (const [name, value] of Object.entries(sent)) {
                button.form.querySelector(`[name=${name}]`)?.remove();
                button.form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
            }
            Object.assign(button, { id: "sent", value: go });
        }""",
        [go, {"case": case, **fields}],
    )
    page.click("#sent")
    page.wait_for_selector("#sent", state="detached")
    page.wait_for_load_state()


@pytest.mark.parametrize("language", WORDS)
def test_documents_tasks_letters_and_reviews_read_well_also_in_large_type(window, language):
    page = window(locale=language)
    case = sealed(
        answers={"death.date": "2026-02-10", "deceased.stage": "person", "estate.assets": True}, is_large=True
    )
    faults = {}
    for go, fields in {
        "wallet": {},
        "task": {"task": "p15-list-of-assets"},
        "letters": {},
        "letter": {"letter": "bank"},
        "letter-keep": {"letter": "bank", "field-bank": "a" * 200, "text": ""},
        "print": {},
    }.items():
        open_step(page, case, go, **fields)
        faults[go] = faults_of(page)
    page.goto(f"{DESK}revisao/")
    faults["review"] = faults_of(page)
    assert {step: found for step, found in faults.items() if found} == {}


def test_a_letter_is_filled_and_taken_without_javascript(window):
    page = window(locale="pt-PT", java_script_enabled=False)
    page.goto(DESK)
    page.get_by_role("button", name="Continuar", exact=True).click()
    page.get_by_role("button", name="Ver o plano").click()
    page.get_by_role("button", name="Ver as cartas").click()
    page.fill("input[name=field-your-name]", "Maria João Serra")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.locator("form:has([name=letter][value=bank]) button").click()
    page.fill("input[name=field-bank]", "Banco do Alentejo")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Banco do Alentejo" in page.input_value("#letter-text")
    with page.expect_download() as download:
        page.focus("button[value=letter-pdf]")
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "bank.pdf"
