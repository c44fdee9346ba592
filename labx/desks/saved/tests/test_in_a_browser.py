"""A case kept, shared, and deleted on a phone: with the keyboard, without JavaScript, without a fault that axe sees."""

import pytest

from labx.desks.saved.tests.keeping import DESK, PIN
from labx.desks.tests.test_in_a_browser import PHONE, faults_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def opened(browser, live_server, **settings):
    context = browser.new_context(base_url=live_server.url, viewport=PHONE, locale="pt-PT", **settings)
    return context.new_page()


def click(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def begun(page):
    page.goto(DESK)
    page.check("input[name=deceased-stage][value=person]")
    page.fill("input[name=death-date]", "10/02/2026")
    click(page, "Continuar")
    click(page, "Ver o plano")
    click(page, "Guardar aqui, com código e PIN")


def kept(page):
    page.fill("input[name=pin]", PIN)
    page.fill("input[name=again]", PIN)
    click(page, "Guardar")
    page.wait_for_selector("h1:has-text('Está guardado')")
    return page.inner_text(".saved-code")


def test_every_page_reads_well_on_a_phone(chromium_browser, live_server):
    page, faults = opened(chromium_browser, live_server), {}

    def look(name):
        faults[name] = faults_of(page)

    begun(page)
    look("begin")
    kept(page)
    look("kept")
    click(page, "Partilhar uma parte")
    page.check("input[name=steps][value=p04-funeral-agency]")
    page.check("input[name=way][value=fill]")
    click(page, "Criar a ligação")
    look("shares")
    link = page.input_value("#link-1")
    click(page, "Voltar ao que guardou")
    click(page, "Pedir lembretes")
    look("reminders")
    click(page, "Voltar ao que guardou")
    click(page, "Mudar o PIN")
    look("pin")
    click(page, "Voltar ao que guardou")
    click(page, "Apagar o que está guardado")
    look("delete")
    page.goto(f"/guardado/partilha/{link.split('/')[-2]}/")
    look("shared")
    for name in ("/guardado/", "/guardado/pin-perdido/", "/guardado/partilha/nada/"):
        page.goto(name)
        look(name)
    assert {name: found for name, found in faults.items() if found} == {}


def test_without_javascript_and_by_keyboard_it_is_kept_shared_opened_and_deleted(chromium_browser, live_server):
    page = opened(chromium_browser, live_server, java_script_enabled=False)
    begun(page)
    code = kept(page)
    click(page, "Partilhar uma parte")
    page.focus("input[name=steps][value=p04-funeral-agency]")
    page.keyboard.press("Space")
    click(page, "Criar a ligação")
    assert "/guardado/partilha/" in page.input_value("#link-1")
    elsewhere = opened(chromium_browser, live_server, java_script_enabled=False)
    elsewhere.goto("/guardado/")
    elsewhere.fill("input[name=code]", code)
    elsewhere.focus("input[name=pin]")
    elsewhere.keyboard.type(PIN)
    elsewhere.keyboard.press("Enter")
    click(elsewhere, "Continuar")
    elsewhere.wait_for_selector("h1:has-text('O seu plano')")
    click(elsewhere, "O que guardou")
    click(elsewhere, "Apagar o que está guardado")
    click(elsewhere, "Apagar agora")
    elsewhere.wait_for_selector("h1:has-text('Está apagado')")
