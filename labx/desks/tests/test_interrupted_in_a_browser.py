"""A page loaded again at every step, as a phone does after a call, without JavaScript."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = "/balcoes/bereavement-pt/"
CHOSEN = {"deceased-stage": "person", "death-region": "mainland"}
STEPS = ("now", "ask", "answer", "decline", "back", "plan", "wallet", "plan", "letters", "plan", "roles", "plan")


def test_loaded_again_every_page_is_what_it_was(window):
    page = window(locale="pt-PT", java_script_enabled=False)
    page.goto(DESK)
    for name, value in CHOSEN.items():
        page.check(f"input[name={name}][value={value}]")
    page.fill("input[name=death-date]", "10/02/2026")
    press(page, "first")
    for go in STEPS[1:]:
        if go == "answer" and page.locator("main input[type=radio]").count():
            page.locator("main input[type=radio]").first.check()
        press(page, go)
        before = page.inner_text("main"), page.inner_text("h1")
        page.reload()
        assert (page.inner_text("main"), page.inner_text("h1")) == before
    answers = page.locator("#answers + details")
    answers.locator("summary").click()
    assert "10 de fevereiro de 2026" in answers.inner_text()


def press(page, go):
    with page.expect_navigation():
        page.locator(f"main button[name=go][value={go}]").first.click()
