"""A case kept, shared, and deleted on a phone: with the keyboard, without JavaScript, without a fault that axe sees."""

import pytest

from labx.desks.saved.tests.keeping import DESK, OTHER, PIN
from tests.browser import faults_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = {
    "pt-PT": {
        "Continue": "Continuar",
        "See the plan": "Ver o plano",
        "Save it here with a code and a PIN": "Guardar aqui, com código e PIN",
        "Save": "Guardar",
        "It is saved": "Está guardado",
        "Share a part": "Partilhar uma parte",
        "Make the link": "Criar a ligação",
        "Back to what you saved": "Voltar ao que guardou",
        "Ask for reminders": "Pedir lembretes",
        "Change the PIN": "Mudar o PIN",
        "Delete what is saved": "Apagar o que está guardado",
        "Delete it now": "Apagar agora",
        "What you saved": "O que guardou",
        "Your plan": "O seu plano",
        "It is deleted": "Está apagado",
        "Open": "Abrir",
        "I lost the code or the PIN": "Perdi o código ou o PIN",
        "Without the code or the PIN": "Sem o código ou o PIN",
    }
}
LANGUAGES = ("pt-PT", pytest.param("en-GB", marks=pytest.mark.slow))


class Phone:
    """A phone in one language; what is pressed is named in English."""

    def __init__(self, window, language, **wishes):
        self.words = WORDS.get(language, {})
        self.page, self.faults = window(locale=language, **wishes), {}

    def said(self, name):
        return self.words.get(name, name)

    def click(self, name):
        self.page.get_by_role("button", name=self.said(name), exact=True).click()

    def look(self, name):
        self.faults[name] = faults_of(self.page)

    def wait_for(self, title):
        self.page.wait_for_selector(f"h1:has-text('{self.said(title)}')")

    def begin(self):
        self.page.goto(DESK)
        self.page.check("input[name=deceased-stage][value=person]")
        self.page.fill("input[name=death-date]", "10/02/2026")
        self.click("Continue")
        self.click("See the plan")
        self.click("Save it here with a code and a PIN")

    def keep(self):
        self.page.fill("input[name=pin]", PIN)
        self.page.fill("input[name=again]", PIN)
        self.click("Save")
        self.wait_for("It is saved")
        return self.page.inner_text(".saved-code")

    def open(self, code, pin):
        self.page.goto("/guardado/")
        self.page.fill("input[name=code]", code)
        self.page.focus("input[name=pin]")
        self.page.keyboard.type(pin)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_reads_well_on_a_phone(window, language):
    phone = Phone(window, language)
    page = phone.page
    phone.begin()
    phone.look("begin")
    phone.keep()
    phone.look("kept")
    phone.click("Share a part")
    page.check("input[name=steps][value=p04-funeral-agency]")
    page.check("input[name=way][value=fill]")
    phone.click("Make the link")
    phone.look("shares")
    link = page.input_value("#link-1")
    for name, title in {
        "reminders": "Ask for reminders",
        "pin": "Change the PIN",
        "delete": "Delete what is saved",
    }.items():
        phone.click("Back to what you saved")
        phone.click(title)
        phone.look(name)
    page.goto(f"/guardado/partilha/{link.split('/')[-2]}/")
    phone.look("shared")
    for name in ("/guardado/", "/guardado/pin-perdido/", "/guardado/partilha/nada/"):
        page.goto(name)
        phone.look(name)
    assert {name: found for name, found in phone.faults.items() if found} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_javascript_and_by_keyboard_it_is_kept_shared_opened_and_deleted(window, language):
    phone = Phone(window, language, java_script_enabled=False)
    page = phone.page
    phone.begin()
    code = phone.keep()
    phone.click("Share a part")
    page.focus("input[name=steps][value=p04-funeral-agency]")
    page.keyboard.press("Space")
    phone.click("Make the link")
    assert "/guardado/partilha/" in page.input_value("#link-1")
    elsewhere = Phone(window, language, java_script_enabled=False)
    elsewhere.open(code, OTHER)
    elsewhere.page.get_by_role("link", name=elsewhere.said("I lost the code or the PIN")).click()
    elsewhere.wait_for("Without the code or the PIN")
    elsewhere.open(code, PIN)
    elsewhere.click("Continue")
    elsewhere.wait_for("Your plan")
    elsewhere.click("What you saved")
    elsewhere.click("Delete what is saved")
    elsewhere.click("Delete it now")
    elsewhere.wait_for("It is deleted")
    elsewhere.open(code, PIN)
    assert elsewhere.page.locator("input[name=code]").count() == 1  # it opens nothing any more


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_pin_reads_well_on_a_phone(window, language):
    phone = Phone(window, language)
    phone.open("AAAA-BBBB-CCCC-DDDD", PIN)
    phone.look("refused")
    assert phone.page.locator(".notice").count() and phone.faults == {"refused": []}
