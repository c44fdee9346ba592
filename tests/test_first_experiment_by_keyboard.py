"""The first experiment from sign-in to the page a citizen reads, with keys alone, on the published study."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from labx.portfolio.models import Project
from labx.trials import demo, gallery
from labx.trials.cli import trials
from labx.trials.demo import COVARIATES, PLAN, WORDS
from labx.trials.models import Trial
from tests.browser import faults_of
from tests.keyboard import Keyboard
from tests.people import PASSWORD, open_account
from tests.pictures import TALLEST, keep

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "Emprego apoiado"


@pytest.fixture
def seen(page):
    """`seen()`: the page is accessible."""
    faults: list[str] = []
    yield lambda: faults.extend(faults_of(page))
    assert faults == []


def test_the_first_experiment_by_keyboard(page, seen, run_jobs, tmp_path: Path) -> None:
    open_account("coordenacao@example.pt", "lab_lead", name="Inês Coordenação")
    file = gallery.fill(tmp_path)[0]
    keys = Keyboard(page)
    page.goto("/")
    sign_in(keys)
    keys.follow("Projetos")
    seen()
    keys.follow("Começar um projeto")
    keys.write("Título", TITLE)
    keys.write("Dúvida", WORDS["question"])
    seen()
    keys.press("Começar o projeto")
    write_protocol(keys, seen)
    freeze_and_open(keys, seen)
    bring_data(keys, seen, file)
    run_jobs()
    page.reload()
    seen()
    keys.follow("Ver o resultado")
    seen()
    keys.press("Ver o resultado")
    seen()
    assert "1794" in page.content().replace("\xa0", "").replace("\u202f", "").replace(" ", "")
    keys.tick("Publicar também o número na página do projeto")
    keys.press("Registar como evidência")
    close(keys, seen)
    decide(keys, seen)
    publish(keys, seen)
    keys.open("Conta")
    keys.press("Sair")
    read_as_a_citizen(page, seen)
    reproduce(page, tmp_path)


def reproduce(page, folder: Path) -> None:
    """Somebody else, with nothing but the public package, gets the same numbers."""
    answer = page.request.get(f"/ensaios/{Trial.objects.get().slug}/pacote-publico/")
    file = folder / "pacote.zip"
    file.write_bytes(answer.body())
    told = CliRunner().invoke(trials, ["reproduce", str(file)])
    assert told.exit_code == 0 and "Every number is the same" in told.output


def sign_in(keys: Keyboard) -> None:
    keys.follow("Entrar")
    keys.write("E-mail", "coordenacao@example.pt")
    keys.write("Palavra-passe", PASSWORD)
    with keys.page.expect_navigation():
        keys.page.keyboard.press("Enter")


def write_protocol(keys: Keyboard, seen) -> None:
    keys.follow("Escrever o protocolo de um ensaio")
    keys.write("Título", "O ensaio por sorteio")
    keys.write("A decisão a que serve", WORDS["decision_to_take"])
    seen()
    keys.press("Gravar a pergunta")
    keys.write("Quem ou o que se conta", "pessoas")
    keys.write("O que se sabe de cada pessoa antes do início", "\n".join(" = ".join(pair) for pair in COVARIATES))
    seen()
    keys.press("Gravar este passo")
    keys.follow("Os grupos")
    keys.write("O grupo com que se compara", "sem emprego apoiado")
    keys.write("Os grupos que têm uma mudança", PLAN["tried_label"])
    seen()
    keys.press("Gravar este passo")
    keys.follow("O que se mede")
    keys.follow("Acrescentar um resultado")
    keys.write("O que se mede", PLAN["outcome_label"])
    keys.pick("Como se compara", "Um número de cada um, comparado pela média")
    keys.write("Em que unidade", "USD")
    keys.write("Menor diferença que vale a pena", "1000")
    seen()
    keys.press("Gravar este passo")
    seen()
    keys.follow("Voltar ao plano")
    keys.follow("A comparação")
    seen()
    keys.press("Gravar este passo")
    keys.follow("Quantos")
    keys.write("Desvio-padrão do resultado hoje", "5500")
    keys.press("Gravar este passo")
    seen()
    keys.page.goto(keys.page.url.removesuffix("amostra/"))
    keys.follow("Ver e decidir")
    seen()
    keys.press("Gravar este passo")
    seen()
    keys.follow("Ler o protocolo e congelá-lo")
    seen()


def freeze_and_open(keys: Keyboard, seen) -> None:
    keys.follow("Congelar o protocolo")
    seen()
    keys.press("Congelar")
    seen()
    keys.press("Abrir o ensaio")
    seen()


def bring_data(keys: Keyboard, seen, file: Path) -> None:
    keys.follow("Trazer os dados")
    keys.hand_in("Tabela dos dados", file)
    keys.write("De onde vêm os dados", demo.SOURCE)
    keys.write("Primeiro dia do ensaio", "01/03/1975")
    keys.write("Dia da última medição", "31/12/1978")
    keys.tick("Estas linhas podem ser publicadas")
    seen()
    keys.press("Enviar e escolher as colunas")
    keys.choose("Coluna que identifica cada um", "person")
    keys.choose("Coluna que diz o grupo", "treat")
    keys.write("Valor que quer dizer: sem emprego apoiado", "0")
    keys.write(f"Valor que quer dizer: {PLAN['tried_label']}", "1")
    for code, label in COVARIATES:
        keys.choose(f"Coluna com: {label}", code)
    keys.choose(f"Coluna com: {PLAN['outcome_label']}", "re78")
    seen()
    keys.press("Importar")
    seen()


def close(keys: Keyboard, seen) -> None:
    keys.page.goto(f"/ensaios/{Trial.objects.get().slug}/")
    keys.follow("Encerrar o ensaio")
    keys.write("Porquê", "Como previsto.")
    seen()
    keys.press("Encerrar o ensaio")


def decide(keys: Keyboard, seen) -> None:
    """The plan's rule stands above; the decision is another, and says why."""
    keys.follow("Decidir")
    keys.pick("Decisão", "Nova ronda")
    keys.write("Razões", "O ganho é grande, mas o intervalo é largo.")
    keys.write("Porque se afasta da regra do plano", "O ensaio tem cinquenta anos.")
    keys.write("Quem decidiu", "Direção do laboratório")
    keys.write("Data da decisão", "21/11/2025")
    keys.write("O que mudaria esta decisão", "Um segundo ensaio.")
    seen()
    keys.press("Registar a decisão")
    seen()


def publish(keys: Keyboard, seen) -> None:
    keys.follow("Escrever a página pública")
    for label, text in zip(
        ("O que perguntámos", "O que fizemos", "O que aprendemos", "O que se segue"), demo.PAGE.values(), strict=True
    ):
        keys.write(label, text)
    seen()
    keys.press("Guardar")
    keys.press("Publicar a página")


def read_as_a_citizen(page, seen) -> None:
    project = Project.objects.get(title=TITLE)
    answer = page.goto(f"/projetos/{project.slug}/")
    assert answer.status == 200 and page.get_by_role("link", name="Entrar").is_visible()
    text = page.inner_text("main").replace("\xa0", " ").replace("\u202f", " ")
    assert "emprego apoiado" in text and "1794" in text.replace(" ", "")
    assert project.decisions.exists() and project.claims.exists()
    seen()
    page.set_viewport_size({"width": 1280, "height": TALLEST})
    keep(page, "public-page")
    page.goto("/")
    assert page.get_by_role("link", name=TITLE).is_visible()
    seen()
