"""From consent to leaving, by somebody with a small telephone and no account; pictures for the page of the manual."""

import re

import pytest
from django.core import mail

from labx.people.consent import gate
from labx.people.consent.tests.making import published
from labx.people.participants import jobs
from labx.people.participants.models import Contact, Participant
from tests.browser import PHONE, faults_of
from tests.keyboard import Keyboard
from tests.pictures import keep

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def seen(page):
    """`seen()`: accessible, nothing wider than the screen; `make pictures` keeps a picture of what has a name."""
    faults: list[str] = []

    def look(name: str = "") -> None:
        faults.extend(faults_of(page))
        if name:
            keep(page, f"rights-{name}")

    yield look
    assert faults == []


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages go out at once, as the worker would send them."""
    monkeypatch.setattr(jobs.mail_code, "defer", lambda **given: jobs.mail_code(**given))
    monkeypatch.setattr(jobs.mail_link, "defer", lambda **given: jobs.mail_link(**given))


def last_message(pattern: str) -> str:
    return re.search(pattern, mail.outbox[-1].body).group()


def test_from_consent_to_leaving(page, seen) -> None:
    take_part = published("take_part", text="Aceito participar quando for convidada.")
    quotes = published("quotes", text="Aceito que citem o que eu disser, sem o meu nome.")
    page.set_viewport_size(PHONE)
    keys = Keyboard(page)
    join(page, keys, seen)
    me = Participant.objects.select_related("subject").get()
    assert gate.may_use(me.subject.id, "quotes")

    own_page = last_message(r"/a-minha-participacao/\S+")
    page.goto(own_page)
    seen("own-page")
    keys.go(page.get_by_role("button", name=re.compile("Retirar.*Citar as suas palavras")))
    assert not gate.may_use(me.subject.id, "quotes") and gate.may_use(me.subject.id, "take_part")
    seen("proof")
    page.goto(own_page)
    assert "Retirou" in page.get_by_role("main").inner_text()
    keys.follow("Sair")
    keys.press("Sair agora")
    seen("left")
    assert "Saiu" in page.get_by_role("heading", level=1).inner_text()
    assert not Contact.objects.exists() and not gate.may_use(me.subject.id, "take_part")
    assert take_part.text and quotes.text  # what was agreed to stays readable


def join(page, keys: Keyboard, seen) -> None:
    page.goto("/participar/")
    seen()
    keys.go(page.get_by_role("main").get_by_role("link", name="Entrar", exact=True))
    keys.choose("Que idade tem?", "35 a 44 anos")
    keys.choose("Onde vive?", "Lisboa")
    keys.pick("Até quando andou na escola?", "12.º ano")
    keys.pick("Como se dá com os serviços online?", "Uso serviços online sem ajuda")
    seen()
    keys.press("Continuar")
    keys.write("O seu nome", "Maria Reis")
    keys.pick("Como quer ter notícias nossas?", "E-mail")
    keys.reach(page.get_by_role("textbox", name="E-mail"))
    page.keyboard.type("maria@example.pt")
    assert page.get_by_role("checkbox").count() == 2 and not page.locator("input:checked[type=checkbox]").count()
    keys.tick("Aceito participar quando for convidada.")
    keys.tick("Aceito que citem o que eu disser, sem o meu nome.")
    seen("consent")
    keys.go(page.get_by_role("main").get_by_role("button", name="Entrar", exact=True))
    keys.write("Os seis algarismos que lhe enviámos", last_message(r"\b\d{6}\b"))
    keys.press("Confirmar")
    seen()
