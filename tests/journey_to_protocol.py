"""From a problem to a signed protocol: what the journey of a project does before anything is tried."""

import json
import re
from dataclasses import dataclass

from labx.people.models import Account
from labx.portfolio.models import Project
from labx.trials.tests.making import draft_of
from tests.journey import Cast, Person, day

WORD = re.compile(r'"([^"]+)"')
TITLE = "Pedidos que voltam para trás"
PROBLEM = "Um pedido em cada três volta para trás porque faltam documentos que ninguém pediu, desde 2023."
REASON = "Ninguém sabe porque voltam, e a diretora disse por escrito que decide com o resultado."


@dataclass
class Laboratory:
    """Who is who, and where the project stands once it is one."""

    contact: Person
    lead: Person
    researcher: Person
    officer: Person
    stranger: Account
    challenge: str = ""
    project: str = ""


def bring_the_problem(contact: Person, lab: Laboratory) -> None:
    contact.reads("O que precisa de si")
    contact.menu("Portefólio", "Desafios")
    contact.follow("Trazer um desafio")
    contact.see("first-project-bring")
    contact.fill({"Título": TITLE, "O problema": f"Queremos um portal. {PROBLEM}"})
    contact.press("Guardar como rascunho")
    contact.reads("Antes de submeter, escreva:", "quem o sofre")
    contact.follow("Editar o desafio")
    contact.fill(
        {
            "Quem o sofre": "Cerca de 12 000 famílias por ano.",
            "Como sabemos": "Contagem de devoluções de 2025.",
            "Decisão que se tomará": "Mudar a carta em todo o país, ou deixá-la.",
            "Quem decide": "Rosa Melo, diretora de serviços",
        }
    )
    contact.press("Guardar")
    contact.follow("Submeter")
    contact.reads("Isto é o problema, ou já uma resposta?", "portal")
    contact.see("first-project-problem")
    contact.follow("Reescrever o problema")
    contact.write("O problema", PROBLEM)
    contact.press("Guardar")
    contact.follow("Submeter")
    contact.press("Submeter")
    contact.reads("O desafio está com o laboratório")
    lab.challenge = contact.page.url


def score(person: Person, lab: Laboratory, value: int, note: str) -> None:
    person.visit("/secretaria/")
    person.follow(f"Pontue o desafio “{TITLE}”")
    for criterion in person.page.get_by_role("main").get_by_role("group").all():
        if criterion.get_by_role("radio").count():
            criterion.get_by_role("radio").nth(value).check()
    person.write("O que as pontuações não dizem", note)
    person.press("Guardar as minhas pontuações")


def judge(lead: Person, lab: Laboratory) -> None:
    lead.visit(lab.challenge)
    lead.reads("1 pessoa já pontuou")
    lead.does_not_read("Falta falar com quem atende.")
    score(lead, lab, 3, "A diretora assinou.")
    lead.reads("Falta falar com quem atende.", "muito afastadas", "1 – 3")
    lead.see("first-project-scores")
    lead.visit("/secretaria/")
    lead.follow(f"Responda ao desafio “{TITLE}”")
    lead.pick("Resposta à entidade", "Aceite")
    lead.write("Motivo", REASON)
    lead.press("Enviar a resposta")
    lead.reads("A entidade já lê a resposta e o motivo.", "O desafio foi aceite")
    lab.project = lead.page.url.removesuffix("registo/")


def read_the_answer(cast: Cast, lab: Laboratory) -> None:
    assert REASON in cast.deliver("labx.core.notices.mail")
    lab.contact.visit(lab.challenge)
    lab.contact.reads("Aceite", REASON)
    lab.contact.does_not_read("Falta falar com quem atende.", "muito afastadas")
    lab.contact.see()
    lab.contact.follow(TITLE)
    assert lab.contact.page.url == f"{lab.project}registo/"
    stranger = cast.with_account(lab.stranger)
    assert stranger.is_refused(lab.challenge) and stranger.is_refused(f"{lab.project}registo/")


def gather_the_team(lead: Person, lab: Laboratory) -> None:
    lead.page.locator("dl.facts a", has_text="Alterar").click()
    lead.choose("Pessoa", "Tiago Investigação")
    lead.choose("Papel neste projeto", "Investigação")
    lead.press("Juntar à equipa")
    lead.reads("Tiago Investigação · Investigação")
    assert lab.contact.is_refused(f"{lab.project}equipa/")


def assume(researcher: Person, lab: Laboratory) -> None:
    researcher.follow("Projetos")
    researcher.follow(TITLE)
    researcher.see("first-project-record")
    researcher.follow("Pressupostos")
    researcher.follow("Escrever um pressuposto")
    researcher.see()
    researcher.pick("A que diz respeito", "Desejável")
    researcher.write("O que tem de ser verdade", "Quem recebe a carta percebe que documentos tem de juntar.")
    researcher.choose("Quanto depende disto", "5")
    researcher.choose("Quão pouco se sabe", "4")
    researcher.write("Outra atividade que o testa", "Ler a carta em voz alta com dez pessoas")
    researcher.press("Escrever")
    researcher.reads("O pressuposto está no registo.", "Por concluir")
    researcher.see()


def care_and_freeze(lab: Laboratory) -> None:
    researcher, lead = lab.researcher, lab.lead
    researcher.follow("Cuidado com as pessoas")
    researcher.follow("Responder às perguntas")
    for question in researcher.page.get_by_role("main").get_by_role("group").all():
        belongs = "pertencem a outra entidade" in question.inner_text()
        question.get_by_role("radio", name="Sim" if belongs else "Não").check()
    researcher.press("Guardar")
    researcher.reads("Ainda falta: Acordo de dados.")
    researcher.see("first-project-care")
    protocol = draft_of(Project.objects.get(title=TITLE))  # how a plan is written is the trials' own journey
    words = [protocol.title, protocol.question, protocol.hypothesis, protocol.decision_to_take, protocol.ethics]
    lead.cast.said |= {*filter(None, words), *WORD.findall(json.dumps(protocol.plan, ensure_ascii=False))}
    assert researcher.is_refused(f"{lab.project}protocolos/{protocol.code}/1/congelar/")
    lead.visit("/secretaria/")
    lead.follow(f"Congele o protocolo “{protocol.title}”, ou acabe de o escrever")
    lead.follow("Congelar o protocolo")
    lead.press("Congelar")
    lead.reads("Faltam assinaturas", "Acordo de dados")
    sign(lab.officer)
    lead.follow("Congelar o protocolo")
    lead.press("Congelar")
    lead.reads("O protocolo está congelado: com resumo, assinatura e data.")
    lead.see("first-project-frozen")


def sign(officer: Person) -> None:
    officer.follow("Projetos")
    officer.follow(TITLE)
    officer.follow("Cuidado com as pessoas")
    officer.follow("Registar uma assinatura")
    officer.choose("O que foi assinado", "Acordo de dados")
    officer.fill(
        {"Quem assinou": "Rosa Melo, diretora", "Data da assinatura": day(2), "Documento": "Acordo n.º 12 de 2026"}
    )
    officer.press("Registar a assinatura")
    officer.reads("Tudo o que as respostas pedem está assinado.")
    officer.see()
