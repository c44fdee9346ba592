"""A problem becomes a project, a decision, a service others keep, and an answer half a year later; by its roles."""

import re

import pytest

from labx.core.audit.models import AuditEntry
from labx.core.audit.seal import seal
from labx.core.audit.verify import verify
from labx.people.organisations.actions import affiliations
from labx.people.organisations.tests.making import an_entity
from labx.portfolio.models import Project
from tests.journey import Cast, Person, day, whole_cast  # noqa: F401 - a fixture
from tests.journey_to_protocol import (
    TITLE,
    Laboratory,
    assume,
    bring_the_problem,
    care_and_freeze,
    gather_the_team,
    judge,
    read_the_answer,
    score,
)
from tests.people import WHO, open_account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ENTITY = "Instituto das Cartas Claras"
OBSERVATION = "Sete em cada dez pessoas não encontram na carta a lista de documentos."
INSIGHT = "A lista de documentos perde-se no verso da carta."
IDEA, OTHER_IDEA = "A lista na primeira página", "Uma chamada antes do prazo"
PROTOTYPE = "Carta com a lista em cima"
SHOWN = "Com a lista em cima, encontram-se os documentos em segundos."
DISSENT = "A unidade de compras queria esperar pelo novo contrato."
CHANGED = "A carta nova chega a todos os distritos."
ANSWER = f"O que mudou: {CHANGED}"
STORED = ("É o que a evidência diz.", "O que se viu e entendeu, sem comparação.")


@pytest.fixture
def lab(cast: Cast) -> Laboratory:
    entity = an_entity(ENTITY)
    cast.said |= {ENTITY, *STORED}
    contact = open_account("paula@example.pt", "entity_contact", name="Paula Contacto")
    affiliations.begin_affiliation(by=WHO, entity=entity, email=contact.email)
    named = {"lab_lead": "Inês Coordenação", "researcher": "Tiago Investigação", "data_protection_officer": "Dora Dias"}
    team = [open_account(f"{role}@example.pt", role, name=name) for role, name in named.items()]
    stranger = open_account("outra@example.pt", "entity_contact", name="Outra Entidade")
    return Laboratory(*(cast.with_account(account) for account in (contact, *team)), stranger)


def test_the_first_project(cast: Cast, lab: Laboratory) -> None:
    bring_the_problem(lab.contact, lab)
    score(lab.researcher, lab, 1, "Falta falar com quem atende.")
    judge(lab.lead, lab)
    read_the_answer(cast, lab)
    gather_the_team(lab.lead, lab)
    assume(lab.researcher, lab)
    care_and_freeze(lab)
    learn(lab.researcher, lab)
    choose_an_idea(lab)
    let_somebody_try(lab.researcher, lab)
    wait_for_procurement(lab.researcher, lab)
    decide(lab.lead, lab)
    hand_over(lab.lead, lab)
    half_a_year_later(cast, lab)
    publish(cast, lab)
    what_stays(lab)


def learn(researcher: Person, lab: Laboratory) -> None:
    researcher.visit(f"{lab.project}registo/")
    researcher.follow("Evidência")
    researcher.follow("Escrever uma descoberta")
    researcher.write("O que diz", OBSERVATION)
    researcher.press("Escrever")
    researcher.reads("Diga onde se pode ver a observação")
    researcher.write("Onde se pode ver", "Caderno de campo, dias 1 a 3")
    researcher.press("Escrever")
    researcher.follow("Evidência")
    researcher.follow("Escrever uma descoberta")
    researcher.pick("Tipo", "Conclusão")
    researcher.write("O que diz", INSIGHT)
    researcher.press("Escrever")
    researcher.follow("Ligar a outra coisa")
    researcher.pick("Em que sentido", "A outra pesa sobre esta")
    researcher.choose("A outra", OBSERVATION)
    researcher.pick("Força", "Moderada")
    researcher.write("Porque pesa sobre ela", "Foi o que se viu ao balcão.")
    researcher.press("Ligar")
    researcher.reads("Estão ligadas.", OBSERVATION)


def choose_an_idea(lab: Laboratory) -> None:
    researcher, lead = lab.researcher, lab.lead
    researcher.follow("Ideias")
    for idea in (IDEA, OTHER_IDEA):
        researcher.follow("Escrever uma ideia")
        researcher.write("Ideia", idea)
        researcher.press("Escrever")
    researcher.follow("Critérios e pesos")
    researcher.fill({"Critério 1": "Ajuda quem recebe", "Peso do critério 1": "3"})
    researcher.fill({"Critério 2": "Custa pouco", "Peso do critério 2": "1"})
    researcher.press("Guardar")
    for person, scores in ((researcher, "5432"), (lead, "4421")):
        person.visit(f"{lab.project}ideias/")
        person.follow("Pontuar as ideias")
        for field, value in zip(person.page.get_by_role("main").get_by_role("combobox").all(), scores, strict=True):
            field.select_option(label=value)
        person.press("Guardar as minhas pontuações")
    lead.reads("4,38", "nenhum peso muda a ideia que fica em primeiro")
    lead.go(lead.page.get_by_role("link", name=re.compile(f"Escolher.*{IDEA}")))
    lead.write("Porquê", "Ajuda mais e custa pouco.")
    lead.press("Registar a escolha")
    lead.see("first-project-ideas")


def let_somebody_try(researcher: Person, lab: Laboratory) -> None:
    researcher.follow("Protótipos")
    researcher.follow("Escrever um protótipo")
    researcher.see()
    researcher.fill({"Nome": PROTOTYPE, "Tarefas": "Diga que documentos tem de juntar\nDiga até quando"})
    researcher.choose("Ideia", IDEA)
    researcher.pick("Quão perto da realidade", "Papel")
    researcher.press("Escrever")
    researcher.follow("Escrever uma sessão")
    researcher.fill({"Código de quem participa": "P1", "Dia da sessão": day(1)})
    researcher.pick("Diga que documentos tem de juntar", "Fez sem ajuda")
    researcher.pick("Diga até quando", "Não fez")
    researcher.fill(
        {"Segundos que demorou: Diga que documentos": "12", "Nas palavras da pessoa: Diga que": "Está aqui."}
    )
    researcher.press("Escrever")
    researcher.reads("entre 21 % e 100 % fariam sem ajuda")
    researcher.follow("Escrever o que o teste mostrou")
    researcher.write("O que o teste mostrou", SHOWN)
    researcher.pick("O que fazer com isso", "Manter")
    researcher.write("Porquê", "Funcionou à primeira.")
    researcher.press("Escrever")
    researcher.see("first-project-prototype")
    lab.contact.visit(researcher.page.url)
    lab.contact.reads(SHOWN)
    lab.contact.does_not_read("Está aqui.", "P1")


def wait_for_procurement(researcher: Person, lab: Laboratory) -> None:
    researcher.follow("Bloqueios")
    researcher.follow("Registar um bloqueio")
    researcher.choose("Tipo", "Contratação")
    researcher.fill({"Quem o deve resolver": "Unidade de compras", "O que falta": "Contrato de impressão das cartas."})
    researcher.write("Desde", day(12))
    researcher.press("Registar")
    researcher.reads("12 dias perdidos até agora.", "ainda o bloqueia")
    researcher.go(researcher.page.get_by_role("table").get_by_role("link", name="Contratação"))
    researcher.write("Até", day(2))
    researcher.write("Como se resolveu", "Juntou-se ao contrato de outro instituto.")
    researcher.press("Guardar")
    researcher.reads("10 dias perdidos até agora.")
    researcher.see()


def decide(lead: Person, lab: Laboratory) -> None:
    lead.follow("Registo")
    lead.follow("Registar uma decisão")
    lead.reads("Ainda não há evidência.")
    lead.follow("Evidência")
    lead.go(lead.page.get_by_role("table").get_by_role("link", name=SHOWN).first)
    lead.press("Tomar como evidência para uma decisão")
    lead.reads("Já é evidência: uma decisão pode citá-la.")
    lead.follow("Evidência")
    lead.see("first-project-evidence")
    lead.follow("Registo")
    lead.follow("Registar uma decisão")
    lead.pick("Decisão", "Alargar")
    lead.fill(
        {
            "Razões": "As pessoas encontram o que têm de juntar, e a carta custa o mesmo.",
            "Quem decidiu": "Rosa Melo, diretora de serviços",
            "Data da decisão": day(1),
            "O que mudaria esta decisão": "Se os pedidos continuarem a voltar para trás.",
        }
    )
    lead.press("Registar a decisão")
    lead.reads("Cite pelo menos uma evidência")
    lead.write("Quem discordou, e porquê", DISSENT)
    lead.choose(SHOWN, "Moderada")
    lead.press("Registar a decisão")
    lead.reads("A decisão está registada.")


def hand_over(lead: Person, lab: Laboratory) -> None:
    lead.follow("Entrega")
    lead.follow("Preparar a entrega")
    lead.see()
    lead.choose("Entidade que fica com o projeto", ENTITY)
    lead.fill(
        {
            "Quem fica com o projeto": "Rosa Melo",
            "E-mail": "rosa@example.pt",
            "Rubrica do orçamento": "Impressão e expedição",
            "Alteração legal necessária": "Nada",
            "Formação": "Quem atende aprende a ler a carta com as pessoas.",
            "Acompanhamento": "Pedidos devolvidos por mês, vistos pela direção.",
            "Entregue em": day(184),
        }
    )
    lead.press("Guardar")
    lead.reads("Rosa Melo ficou com o projeto", "Depois de 6 meses", "Ainda não se perguntou.")


def half_a_year_later(cast: Cast, lab: Laboratory) -> None:
    lab.lead.press("Perguntar agora")
    letter = cast.deliver("labx.delivery.ask")
    owner = cast.somebody(on_a_phone=True)
    owner.visit(re.search(r"/seguimento/\S+", letter).group())
    owner.see("first-project-follow-up")
    owner.press("Enviar a resposta")
    owner.reads("Há alguma coisa a corrigir")
    owner.pick("Ainda se usa?", "Sim, como foi entregue")
    owner.write("O que mudou desde então?", CHANGED)
    owner.press("Enviar a resposta")
    owner.reads("Obrigado. A sua resposta ficou guardada.")
    owner.see()
    cast.said.add(
        f"6 meses depois da entrega, quem ficou com o projeto diz sobre o uso: Sim, como foi entregue. {ANSWER}"
    )
    lab.lead.follow("Entrega")
    lab.lead.reads(ANSWER)
    lab.lead.see("first-project-handover")


def publish(cast: Cast, lab: Laboratory) -> None:
    visitor = cast.somebody(on_a_phone=True)
    assert visitor.is_refused(lab.project)
    lab.lead.visit("/secretaria/")
    lab.lead.follow(f"Publique “{TITLE}”: está decidido e ninguém de fora o pode ler")
    lab.lead.fill(
        {
            "O que perguntámos": "Porque voltam para trás os pedidos de tantas famílias?",
            "O que fizemos": "Lemos a carta com dez pessoas e mudámos a ordem do que lá está.",
            "O que aprendemos": "Com a lista em cima, as pessoas encontram o que têm de juntar. Foram poucas pessoas.",
            "O que se segue": "O instituto usa a carta nova e conta os pedidos que voltam.",
        }
    )
    lab.lead.press("Guardar")
    lab.lead.press("Publicar a página")
    visitor.visit("/")
    visitor.follow(TITLE)
    visitor.reads("Foram poucas pessoas.", DISSENT, "Alargar")
    visitor.does_not_read("rosa@example.pt", "P1", "Falta falar com quem atende.")
    visitor.see("first-project-public")


def what_stays(lab: Laboratory) -> None:
    project = Project.objects.get(title=TITLE)
    told = set(AuditEntry.objects.filter(project_id=project.id).values_list("action", flat=True))
    assert told >= {
        *("challenges.answer_screening", "challenges.record_sign_off", "portfolio.freeze_protocol"),
        *("learning.choose_idea", "learning.record_session", "portfolio.record_decision"),
        *("delivery.ask_follow_up", "delivery.answer_follow_up", "portfolio.publish_project"),
    }
    assert seal() and not list(verify())
    decided, answered = project.evidence.order_by("recorded_at")
    assert (decided.statement, decided.room) == (SHOWN, "learning")
    assert (answered.room, answered.design_grade) == ("delivery", "none") and CHANGED in answered.statement
    assert not project.claims.exists()  # nothing was measured: no number is published
