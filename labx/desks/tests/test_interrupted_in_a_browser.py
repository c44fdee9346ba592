"""A page loaded again at every step, as a phone does after a call, and the way back through all of them."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STEPS = ("now", "ask", "answer", "decline", "back", "plan", "wallet", "plan", "letters", "plan", "roles", "plan")


def begin(page, desk):
    """The first answer to each choice, and one day wherever a day is asked."""
    page.goto(f"/balcoes/{desk}/")
    form = page.locator("main form", has=page.locator("button[value=first]"))
    for group in form.locator("fieldset:has(input[type=radio])").all():
        group.locator("input[type=radio]").first.check()
    for field in form.locator("input[type=text]").all():
        field.fill("10/02/2026")
    press(page, "first")


def press(page, go):
    with page.expect_navigation():
        page.locator(f"main button[name=go][value={go}]").first.click()


def walk(page, desk):
    """Through a desk; what each page says."""
    begin(page, desk)
    yield told(page)
    for go in STEPS[1:]:
        if go == "answer" and page.locator("main input[type=radio]").count():
            page.locator("main input[type=radio]").first.check()
        press(page, go)
        yield told(page)


def told(page):
    return page.inner_text("h1"), page.inner_text("main")


@pytest.mark.parametrize("has_scripts", [True, False])
@pytest.mark.parametrize("desk", ["bereavement-pt", "birth-pt"])
def test_loaded_again_every_page_is_what_it_was(window, desk, has_scripts):
    page = window(locale="pt-PT", java_script_enabled=has_scripts)
    for before in walk(page, desk):
        page.reload()
        page.wait_for_selector("form.type-size")
        assert told(page) == before
    answers = page.locator("#answers + details")
    answers.locator("summary").click()
    assert "10 de fevereiro de 2026" in answers.inner_text()


@pytest.mark.parametrize("desk", ["bereavement-pt", "birth-pt"])
def test_back_and_forward_show_what_was_there(window, desk):
    page = window(locale="pt-PT")
    pages = list(walk(page, desk))
    ways = [(page.go_back, reversed(pages[:-1])), (page.go_forward, pages[1:])]
    for go, expected in ways:
        for one in expected:
            go()
            page.wait_for_selector("form.type-size")
            assert told(page) == one
    page.goto(f"/balcoes/{desk}/")
    assert page.locator("button[value=first]").count() == 1  # who comes to the address anew begins anew
