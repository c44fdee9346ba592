"""The style page in a browser: accessible, no sideways scrolling, usable by keyboard and without scripts."""

import pytest

from tests.browser import DESKTOP, faults_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SMALLEST = {"width": 320, "height": 700}
LOOKS = [
    (SMALLEST, "light", "no-preference"),
    (DESKTOP, "dark", "no-preference"),
    (DESKTOP, "light", "more"),
    (SMALLEST, "dark", "more"),
]
ADDRESSES = ["/estilo/", "/estilo/erros/", "/estilo/cidadao/", "/estilo/progresso/"]


@pytest.mark.parametrize(("size", "theme", "contrast"), LOOKS)
def test_every_look_is_accessible_and_never_scrolls_sideways(window, size, theme, contrast):
    page = window(locale="pt-PT", viewport=size, color_scheme=theme, contrast=contrast)
    for address in ADDRESSES:
        page.goto(address)
        assert faults_of(page) == []


def test_a_number_opens_its_card_by_keyboard(page):
    page.goto("/estilo/")
    mark = page.locator("button.grade").first
    mark.focus()
    page.keyboard.press("Enter")
    card = page.get_by_role("dialog", name="Como sabemos?").first
    assert card.is_visible()
    page.keyboard.press("Escape")
    assert not card.is_visible()


def test_sorting_replaces_the_list_and_keeps_the_focus(page):
    page.goto("/estilo/")
    page.evaluate("window.isTheSamePage = true")
    page.locator("#lista-projetos-people").press("Enter")
    page.wait_for_url("**/estilo/?ordem=people")
    page.wait_for_selector("#lista-projetos [aria-sort=ascending] #lista-projetos-people")
    assert page.evaluate("window.isTheSamePage")
    assert page.evaluate("document.activeElement.id") == "lista-projetos-people"


def test_the_dialog_opens_over_the_page_and_closes_without_doing_anything(page):
    page.goto("/estilo/")
    page.get_by_role("link", name="Eliminar o rascunho").press("Enter")
    dialog = page.get_by_role("dialog", name="Eliminar o rascunho?")
    assert dialog.is_visible()
    dialog.get_by_role("button", name="Fechar sem fazer nada").press("Enter")
    assert not dialog.is_visible()


def test_everything_has_a_way_without_scripts(window):
    page = window(java_script_enabled=False, locale="pt-PT", viewport=SMALLEST)
    page.goto("/estilo/")
    page.get_by_role("button", name="Menu").click()
    assert page.get_by_role("link", name="Biblioteca").is_visible()
    page.keyboard.press("Escape")
    page.locator("#lista-projetos-people").click()
    assert page.url.endswith("?ordem=people")
    page.get_by_role("link", name="Eliminar o rascunho").click()
    assert page.url.endswith("/estilo/apagar/")
    page.get_by_role("button", name="Aspeto").click()
    page.get_by_role("button", name="Escuro").click()
    assert page.locator("html[data-theme=dark]").count() == 1
    page.goto("/estilo/progresso/")
    assert page.locator("meta[http-equiv=refresh]").count() == 1
