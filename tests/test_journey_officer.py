"""One working day of the data-protection officer: a request, what was kept long enough, an assessment, a breach."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from labx.core.audit.models import AuditEntry
from labx.core.audit.seal import seal
from labx.core.audit.verify import verify
from labx.core.notices.models import Notice
from labx.people.models import Account
from labx.people.rights.models import Assessment, Breach
from labx.people.rights.tests.making import person_named
from labx.portfolio.actions import projects
from labx.portfolio.models import Project
from tests.journey import Cast, Person, whole_cast  # noqa: F401 - a fixture
from tests.people import WHO, account_with, open_account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME, MAIL = "Zulmira Canário Peixoto", "zulmira@example.pt"
OTHERS_WORDS = f"As cartas chegam tarde? Foi {NAME} quem reparou."
LETTER = "Uma carta com o processo de outra pessoa"


@dataclass
class Day:
    officer: Person
    person: Person
    analyst: Person


@pytest.fixture
def today(cast: Cast, settings, tmp_path) -> Day:
    settings.VAR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    cast.said |= {NAME, OTHERS_WORDS}
    old = Notice.objects.create(owner_id=account_with("researcher").id, kind="k", title="Aviso de há um ano")
    Notice.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=400))
    projects.start_project(by=WHO, title="As cartas", question=OTHERS_WORDS)
    officer = open_account("dora@example.pt", "data_protection_officer", name="Dora Dias")
    analyst = open_account("ana@example.pt", "analyst", name="Ana Análise")
    return Day(*(cast.with_account(one) for one in (officer, person_named(NAME, MAIL), analyst)))


def test_a_working_day(cast: Cast, today: Day, run_jobs) -> None:
    report_a_breach(today.analyst)
    ask_for_erasure(today.person)
    morning(today.officer)
    erase(today.officer, run_jobs)
    read_the_receipt(cast, today)
    clear_what_is_old(today.officer, run_jobs)
    assess(today.officer)
    settle_the_breach(today.officer)
    evening(today)


def report_a_breach(analyst: Person) -> None:
    analyst.menu("Pessoas", "Violações de dados")
    analyst.follow("Comunicar uma violação")
    analyst.see()
    analyst.fill({"O que aconteceu, numa linha": LETTER, "O que se sabe": "Foi aberta por quem não devia."})
    analyst.press("Comunicar")
    analyst.reads("Os prazos estão a contar.", "A autoridade tem de saber até")
    assert analyst.is_refused("/privacidade/") and analyst.is_refused("/privacidade/conservacao/")


def ask_for_erasure(person: Person) -> None:
    person.open("Conta")
    person.follow("Os meus dados")
    person.see("rights-my-data")
    person.follow("Apagar tudo")
    person.press("Enviar o pedido")
    person.reads("Há alguma coisa a corrigir")
    person.tick("Compreendo que a minha conta termina")
    person.see()
    person.press("Enviar o pedido")
    person.reads("O seu pedido chegou. Tem resposta dentro de um mês.")
    person.see("rights-asked")


def morning(officer: Person) -> None:
    officer.visit("/secretaria/")
    officer.reads(f"Notifique a autoridade de “{LETTER}” até")
    officer.follow("Pedidos de titulares por responder: 1")
    officer.reads("horas para notificar a autoridade", "1 registo está guardado além do que a regra diz.")
    officer.see()


def erase(officer: Person, run_jobs) -> None:
    officer.go(officer.page.get_by_role("table").first.get_by_role("rowheader").get_by_role("link"))
    officer.follow("Menções em palavras de outras pessoas")
    officer.press("Procurar em tudo")
    officer.reads("1 por decidir", "projeto", "dúvida")
    officer.see()
    officer.go(officer.page.get_by_role("table").get_by_role("link", name="projeto"))
    officer.reads(OTHERS_WORDS)
    officer.press("Retirar o nome")
    officer.follow("Voltar ao pedido")
    officer.follow("Apagar")
    officer.see()
    officer.press("Apagar")
    run_jobs()
    officer.page.reload()
    officer.reads("Apagado.", "Respondido")
    officer.does_not_read(NAME, MAIL)


def read_the_receipt(cast: Cast, today: Day) -> None:
    """Nobody needs an account for it, and it names nobody."""
    receipt = today.officer.page.get_by_role("link", name="Recibo assinado").get_attribute("href")
    reader = cast.somebody(on_a_phone=True)
    reader.visit(receipt)
    reader.reads("A assinatura do laboratório confere.")
    reader.does_not_read(NAME, MAIL)
    reader.see("rights-receipt")
    assert today.person.is_refused("/conta/direitos/") and not Account.objects.filter(email=MAIL).exists()
    assert NAME not in Project.objects.get(title="As cartas").question


def clear_what_is_old(officer: Person, run_jobs) -> None:
    officer.visit("/privacidade/")
    officer.follow("Conservação")
    officer.reads("Hoje apagava-se 1 registo. Olhar não apaga nada.")
    officer.see()
    officer.press("Apagá-los agora")
    officer.reads("Pode sair desta página: o trabalho continua.")
    run_jobs()
    officer.visit("/privacidade/conservacao/")
    officer.reads("Hoje apagavam-se 0 registos.")
    assert not Notice.objects.filter(title="Aviso de há um ano").exists()


def assess(officer: Person) -> None:
    officer.follow("Avaliações de impacto")
    officer.follow("Começar uma avaliação")
    officer.fill(
        {
            "O que se avalia": "Gravar a leitura da carta",
            "O que se faz com que dados": "Grava-se a voz de dez pessoas.",
            "Porque é necessário": "O que se diz em voz alta mostra onde se perde quem lê.",
            "A rever em": "22/11/2027",
        }
    )
    officer.tick("Uma tecnologia nova")
    officer.tick("Crianças ou outras pessoas vulneráveis")
    officer.press("Começar")
    officer.reads("A lei pede esta avaliação:")
    officer.follow("Acrescentar um risco")
    officer.fill(
        {"O que pode acontecer": "Alguém reconhece uma voz.", "O que se faz": "Apaga-se depois de transcrito."}
    )
    for label, value in (("Probabilidade", "3 importante"), ("Gravidade", "3 importante")):
        officer.choose(label, value)
        officer.choose(f"{label} que resta", "1 desprezável")
    officer.press("Acrescentar")
    officer.reads("Risco 9 em 16 antes, 1 em 16 depois.")
    officer.follow("Dar parecer")
    officer.pick("Parecer numa palavra", "Mudar antes de avançar")
    officer.page.get_by_role("textbox", name="Parecer").fill("Peça de novo o consentimento no fim de cada sessão.")
    officer.press("Registar o parecer")
    officer.reads("O parecer está registado.", "Mudar antes de avançar")
    cast_knows(officer, "Peça de novo o consentimento no fim de cada sessão.")
    officer.see()
    assert Assessment.objects.get().advised_at


def cast_knows(person: Person, text: str) -> None:
    person.cast.said.add(text)


def settle_the_breach(officer: Person) -> None:
    officer.visit("/secretaria/")
    officer.go(officer.page.get_by_role("main").get_by_role("link", name=re.compile(LETTER)))
    officer.follow("Alterar a violação")
    officer.choose("Risco", "Risco para as pessoas")
    officer.press("Guardar")
    officer.follow("Minuta para a autoridade")
    officer.reads("Comissão Nacional de Proteção de Dados", "Foi aberta por quem não devia.")
    officer.page.go_back()
    officer.follow("Quem é avisado")
    officer.see()
    now = timezone.localtime().strftime("%d/%m/%Y %H:%M")
    officer.write("Autoridade notificada em", now)
    officer.press("Registar")
    officer.follow("Quem é avisado")
    officer.press("Encerrar a violação")
    officer.see()
    breach = Breach.objects.get()
    assert breach.is_settled and breach.closed_at and not breach.is_late


def evening(today: Day) -> None:
    today.officer.visit("/secretaria/")
    today.officer.reads("Nada espera por si")
    told = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"rights.finish_erasure", "rights.apply_retention", "rights.advise", "rights.tell_authority"} <= told, told
    assert seal() and not list(verify())
