"""One day of an entity's contact, who has no mouse: an answer to read, a problem to bring, a file to hand in."""

from pathlib import Path

import pytest

from labx.core.notices.models import Notice
from labx.people.middleware import actor_of
from labx.people.models import Account
from labx.people.organisations.actions import affiliations
from labx.people.organisations.tests.making import an_entity
from labx.portfolio.actions import organisations, projects
from labx.portfolio.challenges.actions import triage
from labx.portfolio.challenges.models import Challenge
from labx.portfolio.challenges.tests.making import WORDS as EARLIER
from labx.portfolio.challenges.tests.making import scored, submitted
from labx.portfolio.collaboration.actions.tasks import make_task
from labx.portfolio.collaboration.models import Attachment, Comment, Task
from labx.portfolio.models import Project
from tests.journey import Cast, Person, whole_cast  # noqa: F401 - a fixture
from tests.people import WHO, open_account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ENTITY = "Instituto das Cartas Claras"
TITLE, NEW = "Cartas que ninguém percebe", "Filas ao balcão de sexta-feira"
REASON = "A resposta já se conhece: veja o guia da rede sobre marcações."
TASK = "Enviar a contagem de devoluções"
COMMENT = "A contagem de 2025 segue hoje. @Inês Coordenação"
WORDS = {
    "O problema": "À sexta-feira espera-se duas horas, e metade das pessoas vai-se embora.",
    "Quem o sofre": "Cerca de 300 pessoas por mês.",
    "Como sabemos": "Contámos as senhas de quatro sextas-feiras.",
    "Decisão que se tomará": "Mudar o horário, ou deixá-lo.",
    "Quem decide": "Rosa Melo, diretora",
}


@pytest.fixture
def contact(cast: Cast) -> Person:
    """Whose earlier challenge was declined, and who was given a task in a project of the entity."""
    entity = an_entity(ENTITY)
    account = open_account("paula@example.pt", "entity_contact", name="Paula Contacto")
    affiliations.begin_affiliation(by=WHO, entity=entity, email=account.email)
    lead = open_account("ines@example.pt", "lab_lead", name="Inês Coordenação")
    asked = submitted(actor_of(account), title="Marcações que falham", entity=entity)
    scored(actor_of(lead), asked)
    triage.decide_challenge(by=WHO, challenge=asked, outcome="guided", reason=REASON)
    project = projects.start_project(by=WHO, title=TITLE, question="Percebe-se a carta?")
    organisations.link_entity(by=WHO, project=project, entity=entity)
    for one, role in ((lead, "lead"), (account, "entity_contact")):
        projects.add_member(by=WHO, project=project, account=one, role=role)
    make_task(by=WHO, project=project, title=TASK, assignee=account)
    projects.start_project(by=WHO, title="Projeto de outra entidade", question="Ajuda?")
    cast.said |= {ENTITY, TITLE, TASK, REASON, "Inês Coordenação", "Percebe-se a carta?", "Marcações que falham"}
    cast.said |= {str(words) for words in EARLIER.values()}
    return cast.with_account(account, uses_keyboard=True)


def test_a_day_without_a_mouse(contact: Person, tmp_path) -> None:
    read_what_was_answered(contact)
    bring_another(contact)
    answer_the_laboratory(contact, tmp_path)
    stay_outside(contact)


def read_what_was_answered(contact: Person) -> None:
    contact.reads("O que precisa de si", TASK)
    contact.see()
    contact.menu("Portefólio", "Desafios")
    contact.follow("Marcações que falham")
    contact.reads("Encaminhado para o guia da rede", REASON)
    contact.see()


def bring_another(contact: Person) -> None:
    contact.follow("Desafios")
    contact.follow("Trazer um desafio")
    contact.write("Título", NEW)
    contact.press("Guardar como rascunho")
    contact.visit("/secretaria/")
    contact.follow(f"Submeta o desafio “{NEW}”, ou acabe de o escrever")
    contact.reads("Antes de submeter, escreva:")
    contact.follow("Editar o desafio")
    contact.fill(WORDS)
    contact.press("Guardar")
    contact.follow("Submeter")
    contact.press("Submeter")
    contact.reads("O desafio está com o laboratório", ENTITY)
    contact.see()
    made = Challenge.objects.get(title=NEW)
    assert made.state == "submitted" and made.entity and made.entity.name == ENTITY


def answer_the_laboratory(contact: Person, folder: Path) -> None:
    contact.follow("Projetos")
    contact.does_not_read("Projeto de outra entidade")
    contact.see()
    contact.follow(TITLE)
    contact.follow("Conversa")
    contact.write("O seu comentário", COMMENT)
    contact.press("Escrever")
    contact.reads(COMMENT)
    contact.see()
    told = Notice.objects.filter(owner_id=Account.objects.get(email="ines@example.pt").id, kind="collaboration.mention")
    assert Comment.objects.get().text == COMMENT and told.exists()
    hand_in(contact, folder)
    contact.visit("/secretaria/")
    contact.follow(TASK)
    contact.press("Está feita")
    contact.reads("feita em")
    assert Task.objects.get().is_done


def hand_in(contact: Person, folder: Path) -> None:
    table = folder / "contagem.csv"
    table.write_text("mes;devolvidos\n2025-01;312\n", encoding="utf-8")
    contact.follow("Ficheiros")
    contact.follow("Juntar um ficheiro")
    contact.see()
    contact.hand_in("Ficheiro", table)
    contact.write("O que é", "Contagem de devoluções de 2025")
    contact.press("Juntar o ficheiro")
    contact.reads("Contagem de devoluções de 2025")
    assert Attachment.objects.get().added_by.email == "paula@example.pt"


def stay_outside(contact: Person) -> None:
    """What a contact may not do is not offered, and is refused where the address is known."""
    project = Project.objects.get(title=TITLE)
    for page in ("editar", "equipa", "decisoes/nova", "cuidados/perguntas", "pressupostos/novo", "bloqueios/novo"):
        assert contact.is_refused(f"/projetos/{project.slug}/{page}/"), page
    for address in ("/projetos/projeto-de-outra-entidade/registo/", "/privacidade/", "/bloqueios/", "/auditoria/"):
        assert contact.is_refused(address), address
