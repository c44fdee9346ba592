"""From a protocol to a published result that a stranger recomputes, by one who never designed a trial, on a phone."""

import csv
import random
from pathlib import Path

import pytest
from click.testing import CliRunner

from labx.portfolio.actions import projects
from labx.portfolio.models import Project
from labx.trials.cli import trials
from labx.trials.lottery import allocating
from labx.trials.models import Trial
from tests.journey import Cast, Person, day, whole_cast  # noqa: F401 - a fixture
from tests.people import WHO, open_account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE, TRIAL = "Menos campos, menos desistências", "O formulário mais curto"
OLD, NEW = "formulário antigo", "formulário curto"
OUTCOME, DAYS = "terminaram o pedido", "dias até à resposta"
BY_PHONE, BY_COMPUTER = "telemóvel", "computador"
WRITTEN = ("aparelho", BY_PHONE, BY_COMPUTER, "formulario", "antigo", "curto", "pedido", "terminou")
PEOPLE, BY_HAND = 240, 3


def test_the_first_trial(cast: Cast, run_jobs, tmp_path: Path) -> None:
    accounts = {role: open_account(f"{role}@example.pt", role, name=name) for role, name in NAMES.items()}
    project = projects.start_project(by=WHO, title=TITLE, question="Um formulário mais curto ajuda?")
    cast.said |= {TITLE, "Um formulário mais curto ajuda?", *WRITTEN}
    for role, account in accounts.items():
        projects.add_member(by=WHO, project=project, account=account, role=role.removeprefix("lab_"))
    designer = cast.with_account(accounts["researcher"], on_a_phone=True)
    analyst, lead = (cast.with_account(accounts[role]) for role in ("analyst", "lab_lead"))
    design(designer, project)
    freeze(lead, designer)
    draw(designer)
    close(lead)
    bring(analyst, outcomes(tmp_path), run_jobs)
    look(analyst)
    decide(lead)
    publish(lead, project)
    recompute(cast.somebody(on_a_phone=True), project, tmp_path)


NAMES = {"researcher": "Tiago Desenho", "analyst": "Ana Contas", "lab_lead": "Inês Coordenação"}


def design(designer: Person, project: Project) -> None:
    designer.visit(f"/projetos/{project.slug}/registo/")
    designer.follow("Escrever o protocolo de um ensaio")
    designer.write("Título", TRIAL)
    designer.write("A decisão a que serve", "Ficar com o formulário curto, ou com o antigo.")
    designer.see("first-trial-question")
    designer.press("Gravar a pergunta")
    designer.write("Quem ou o que se conta", "pedidos")
    designer.write("Grupos em que o efeito se verá à parte", f"aparelho: {BY_PHONE}; {BY_COMPUTER}")
    designer.see()
    designer.press("Gravar este passo")
    designer.follow("Os grupos")
    designer.write("O grupo com que se compara", OLD)
    designer.write("Os grupos que têm uma mudança", NEW)
    designer.see("first-trial-groups")
    designer.press("Gravar este passo")
    measure(designer)
    compare(designer)
    designer.follow("Ver e decidir")
    designer.see("first-trial-rule")
    designer.press("Gravar este passo")
    designer.see()


def measure(designer: Person) -> None:
    designer.follow("O que se mede")
    designer.follow("Acrescentar um resultado")
    designer.write("O que se mede", OUTCOME)
    designer.pick("Como se compara", "Sim ou não")
    designer.write("Menor diferença que vale a pena", "10")
    designer.see("first-trial-outcome")
    designer.press("Gravar este passo")
    designer.follow("Acrescentar um resultado")
    designer.write("O que se mede", DAYS)
    designer.choose("Para que serve", "Não pode piorar")
    designer.pick("Como se compara", "Um número de cada um, comparado pela média")
    designer.write("Em que unidade", "dias")
    designer.choose("O que é melhor", "Menos")
    designer.write("Maior perda que se podia suportar", "2")
    designer.press("Gravar este passo")
    designer.reads(OUTCOME, DAYS)
    designer.see()
    designer.follow("Voltar ao plano")


def compare(designer: Person) -> None:
    designer.follow("A comparação")
    designer.choose("Quem sorteia, e como", "Em pequenos blocos baralhados, para os grupos crescerem a par")
    designer.write("Tamanhos dos blocos", "4, 6")
    designer.see("first-trial-lottery")
    designer.write("Tamanhos dos blocos", "quatro")
    designer.press("Gravar este passo")
    designer.reads("Há alguma coisa a corrigir", "como 50 25 25")
    designer.see()
    designer.write("Tamanhos dos blocos", "4, 6")
    designer.press("Gravar este passo")
    designer.follow("Quantos")
    designer.write("Quantos em 100 o fazem hoje", "50")
    designer.write("Quantos vêm por dia", "20")
    designer.write("Quantos prevê ao todo", str(PEOPLE))
    designer.press("Gravar este passo")
    designer.see("first-trial-size")
    designer.page.goto(designer.page.url.removesuffix("amostra/"))


def freeze(lead: Person, designer: Person) -> None:
    lead.visit("/secretaria/")
    lead.follow(f"Congele o protocolo “{TRIAL}”, ou acabe de o escrever")
    lead.follow("Congelar o protocolo")
    lead.press("Congelar")
    lead.reads("O protocolo está congelado")
    designer.visit(lead.page.url)
    designer.press("Abrir o ensaio")
    designer.see()


def trial_page() -> str:
    return f"/ensaios/{Trial.objects.get().slug}/"


def draw(designer: Person) -> None:
    """The first few by hand, as at a counter; the others as a program of the service would."""
    designer.follow("O sorteio")
    for number in range(BY_HAND):
        designer.write("Código da unidade", f"pedido-{number}")
        designer.press("Sortear o grupo")
        designer.reads(f"Número {number + 1}: ")
    designer.see("first-trial-drawn")
    designer.does_not_read("A semente ")
    trial = Trial.objects.get()
    for number in range(BY_HAND, PEOPLE):
        allocating.allocate(by=WHO, trial=trial, unit=f"pedido-{number}")


def outcomes(folder: Path) -> Path:
    """What the service knows at the end: of 100 with the old form 50 finish, with the short one 75."""
    chance, rows = random.Random(7), []
    trial = Trial.objects.get()
    old = trial.protocol.plan["arms"][0]["code"]
    for number, arm in enumerate(trial.allocations.order_by("number").values_list("arm", flat=True)):
        form, share = ("antigo", 0.5) if arm == old else ("curto", 0.75)
        device = chance.choice([BY_PHONE, BY_COMPUTER])
        rows.append([f"pedido-{number}", form, int(chance.random() < share), chance.randint(2, 9), device])
    file = folder / "pedidos.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, delimiter=";").writerows([["pedido", "formulario", "terminou", "dias", "aparelho"], *rows])
    return file


def close(lead: Person) -> None:
    lead.visit(trial_page())
    lead.follow("Encerrar o ensaio")
    lead.write("Porquê", "Chegou ao número previsto.")
    lead.see()
    lead.press("Encerrar o ensaio")
    lead.follow("O sorteio")
    lead.reads("Repetido o sorteio a partir da semente, todas as linhas do registo são as mesmas.")
    lead.see("first-trial-closed")


def bring(analyst: Person, file: Path, run_jobs) -> None:
    analyst.visit(trial_page())
    analyst.reads("Ainda não há resultado")
    analyst.follow("Trazer os dados")
    analyst.hand_in("Tabela dos dados", file)
    analyst.write("De onde vêm os dados", "Registo do portal, inventado para este ensaio.")
    analyst.write("Primeiro dia do ensaio", day(30))
    analyst.write("Dia da última medição", day(2))
    analyst.tick("Estas linhas podem ser publicadas")
    analyst.press("Enviar e escolher as colunas")
    analyst.choose("Coluna que identifica cada um", "pedido")
    analyst.choose("Coluna que diz o grupo", "formulario")
    analyst.write(f"Valor que quer dizer: {OLD}", "antigo")
    analyst.write(f"Valor que quer dizer: {NEW}", "curto")
    for label, column in ((OUTCOME, "terminou"), (DAYS, "dias"), ("aparelho", "aparelho")):
        analyst.choose(f"Coluna com: {label}", column)
    analyst.see("first-trial-columns")
    analyst.press("Importar")
    run_jobs()
    analyst.page.reload()
    analyst.see()


def look(analyst: Person) -> None:
    analyst.visit(trial_page())
    analyst.reads("O resultado principal está escondido")
    analyst.see()
    analyst.press("Ver o resultado")
    analyst.reads("terminaram o pedido", OLD, NEW)
    analyst.see("first-trial-result")
    analyst.follow("O que um relatório deve dizer")
    analyst.see()


def decide(lead: Person) -> None:
    lead.visit(trial_page())
    lead.tick("Publicar também o número na página do projeto")
    lead.press("Registar como evidência")
    lead.visit(trial_page())
    lead.follow("Decidir")
    lead.write("Razões", "Mais pedidos chegam ao fim, e ninguém espera mais.")
    lead.write("Quem decidiu", "Direção do serviço")
    lead.write("Data da decisão", day(0))
    lead.write("O que mudaria esta decisão", "Um segundo ensaio que não mostre o mesmo.")
    lead.see("first-trial-decide")
    lead.press("Registar a decisão")


def publish(lead: Person, project: Project) -> None:
    lead.visit(f"/projetos/{project.slug}/registo/")
    lead.follow("Escrever a página pública")
    lead.fill(
        {
            "O que perguntámos": "Um formulário mais curto ajuda mais pessoas a terminar o pedido?",
            "O que fizemos": "A sorte deu a cada pedido o formulário antigo ou o curto.",
            "O que aprendemos": "Com o formulário curto, mais pedidos chegam ao fim.",
            "O que se segue": "O serviço fica com o formulário curto.",
        }
    )
    lead.press("Guardar")
    lead.press("Publicar a página")


def recompute(stranger: Person, project: Project, folder: Path) -> None:
    """Somebody else reads the page, takes the package, and gets the same numbers and the same lottery."""
    stranger.visit(f"/projetos/{project.slug}/")
    stranger.reads(OUTCOME)
    stranger.does_not_read("pedido-1")
    stranger.see("first-trial-public")
    link = stranger.page.get_by_role("main").locator("a[href*='pacote-publico']").first
    answer = stranger.context.request.get(link.get_attribute("href"))
    file = folder / "pacote.zip"
    file.write_bytes(answer.body())
    for command, said in (("reproduce", "Every number is the same"), ("verify", "the same")):
        told = CliRunner().invoke(trials, [command, str(file)])
        assert told.exit_code == 0 and said in told.output, told.output
