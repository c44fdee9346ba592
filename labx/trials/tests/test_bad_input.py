"""Bad input through the pages and the command line: a message with place and cure, nothing imported, nothing lost."""

import io

import openpyxl
import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils.html import escape

from labx.core.events.models import EventId, HotEvent
from labx.portfolio.models import Project
from labx.trials import queries
from labx.trials.cli import trials
from labx.trials.models import Analysis, Dataset, Trial
from labx.trials.telling.result import tell
from labx.trials.tests import making
from labx.trials.tests.making import COLUMNS, GOOD, HEADER, PEOPLE, address, table, upload
from tests.people import account_with, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return signed_in(account_with("lab_lead"))


@pytest.fixture
def trial() -> Trial:
    return making.trial_of()


def sheet(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in [HEADER.split(","), *rows]:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def with_row(row: str) -> bytes:
    """A good table with one bad row, the 26th of the file."""
    return table(*PEOPLE, row)


def with_cells(*cells: object) -> bytes:
    people = [[int(cell) if cell.isdigit() else cell for cell in row.split(",")] for row in PEOPLE]
    return sheet(*people, list(cells))


NOBODY_TRIED = [row.replace(",1,", ",0,", 1) for row in PEOPLE]
TWO_MARKS = with_row('p99,1,"3,5",4').replace(b"p1,1,2", b"p1,1,2.5")
# What is wrong: (file, name, code of the problem, row of the file, words of the message, words of the cure).
FAULTY = {
    "wrong type": (with_row("p99,1,3,muitos"), "a.csv", "not-a-number", 26, "não é um número", "Escreva só o número"),
    "duplicate person": (with_row("p3,1,3,4"), "a.csv", "repeated_person", 26, "linha 5", "uma linha"),
    "person in two arms": (with_row("p3,0,3,4"), "a.csv", "two_arms", 26, "no outro grupo", "uma linha"),
    "unknown arm": (with_row("p99,2,3,4"), "a.csv", "unknown_arm", 26, "não é nenhum dos grupos", "Diga que grupo"),
    "no arm": (with_row("p99,,3,4"), "a.csv", "missing", 26, "vazia", "Preencha"),
    "no person": (with_row(",1,3,4"), "a.csv", "missing", 26, "vazia", "Preencha"),
    "not a number": (with_row("p99,1,3,NaN"), "a.csv", "nan", 26, "não é um número", "Deixe a célula vazia"),
    "infinite": (with_row("p99,1,-inf,4"), "a.csv", "infinite", 26, "infinito", "deixe a célula vazia"),
    "too large": (with_row("p99,1,3,1e999"), "a.csv", "infinite", 26, "demasiado grande", "deixe a célula vazia"),
    "date for a number": (with_row("p99,1,3,31/12/2025"), "a.csv", "not-a-number", 26, "não é um número", "Escreva só"),
    "formula": (with_row("p99,1,3,=1+2"), "a.csv", "formula", 26, "fórmula", "valores"),
    "formula in a name": (with_row("=cmd|' /C calc'!A0,1,3,4"), "a.csv", "formula", 26, "fórmula", "valores"),
    "formula in a sheet": (with_cells("p99", 1, 2, "=2+2"), "a.xlsx", "formula", 26, "fórmula", "valores"),
    "failed formula": (with_cells("p99", 1, 2, "#DIV/0!"), "a.xlsx", "formula-error", 26, "fórmula", "Corrija"),
    "missing cell": (with_row("p99,1,3"), "a.csv", "ragged", 26, "3 células", "separador"),
    "other decimal mark": (
        with_row('p99,1,"3,5",4').replace(b"p1,1,2", b"p1,1,2.5"),
        "a.csv",
        "decimal-mark",
        26,
        "",
        "",
    ),
    "empty arm": (table(*NOBODY_TRIED), "a.csv", "empty_arm", 0, "carta nova", "Verifique"),
    "one person": (table(PEOPLE[0]), "a.csv", "empty_arm", 0, "Não há ninguém", "Verifique"),
    "no rows": (HEADER.encode(), "a.csv", "no-rows", 0, "nenhuma linha", "ficheiro certo"),
}
# Files that cannot be read at all are refused on the page that would show their columns.
UNREADABLE = {
    "xlsx that is no zip": (b"id,grupo\n1,2", "a.xlsx", ".xlsx"),
    "damaged xlsx": (b"PK\x03\x04 not a workbook", "a.xlsx", "XLSX"),
    "old workbook": (b"\xd0\xcf\x11\xe0rest", "a.xls", ".xls"),
    "web page": (b"<html><table><tr><td>1</td></tr></table></html>", "a.csv", "CSV"),
    "damaged parquet": (b"PAR1 not parquet", "a.parquet", "Parquet"),
    "blanks": (b"\n \n", "a.csv", "espaços em branco"),
    "open quotes": (with_row('p99,1,3,"4'), "a.csv", "aspas"),
    "compressed": (b"\x1f\x8b\x08\x00", "a.csv", "gzip"),
}


def nothing_came_of(dataset: Dataset, content: bytes) -> None:
    assert making.events_in(dataset) == 0 and not EventId.objects.exclude(id__in=HotEvent.objects.values("id")).exists()
    assert not Analysis.objects.exists()
    assert dataset.path.read_bytes() == content, "the original file is not as it was sent"


def import_by_page(client: Client, run_jobs, dataset: Dataset, **changed: str) -> str:
    """Choose the columns, let the worker work, and read the page of the data."""
    answer = client.post(address("columns", dataset), {**COLUMNS, **changed})
    assert answer.status_code == 302, answer.context["form"].errors
    run_jobs()
    dataset.refresh_from_db()
    return client.get(address("dataset", dataset)).content.decode()


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_file_is_refused_with_place_and_cure_and_a_better_one_then_works(name, client, trial, run_jobs):
    content, file_name, code, row, message, cure = FAULTY[name]
    dataset = upload(client, trial, content, file_name)
    page = import_by_page(client, run_jobs, dataset)
    assert dataset.state == Dataset.State.REFUSED
    problem = dataset.problems[0]
    assert (problem["code"], problem["row"]) == (code, row)
    assert message in problem["message"] and cure in problem["cure"]
    assert "Não se importou nada" in page and escape(problem["message"]) in page and escape(problem["cure"]) in page
    nothing_came_of(dataset, content)
    assert client.get(address("original", dataset)).getvalue() == content
    again = upload(client, trial)
    assert "24" in import_by_page(client, run_jobs, again) and again.state == Dataset.State.IMPORTED
    assert tell(queries.latest_analysis(trial)).has_answer


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read_says_so_before_any_column_is_asked_for(name, client, trial):
    content, file_name, words = UNREADABLE[name]
    dataset = upload(client, trial, content, file_name)
    answer = client.get(address("columns", dataset))
    assert answer.status_code == 422 and words in answer.content.decode()
    nothing_came_of(dataset, content)


@pytest.mark.parametrize("left_out", [False, True])
def test_faulty_rows_are_left_out_only_when_asked(left_out, client, trial, run_jobs):
    dataset = upload(client, trial, table(*PEOPLE, "p98,1,3,muitos", "p3,0,3,4"))
    page = import_by_page(client, run_jobs, dataset, **({"leave_out_faulty": "on"} if left_out else {}))
    assert dataset.problem_count == 2 and "muitos" in page
    assert dataset.rows == (24 if left_out else None)
    assert making.events_in(dataset) == (24 * 3 if left_out else 0)


def encoded(text: str, encoding: str) -> bytes:
    return text.encode(encoding)


ACCENTED = "\n".join(["código,grupo,antes,depois", *(row.replace("p", "São João ") for row in PEOPLE)])
COMMAS = ACCENTED.replace(",", ";").replace(";4", ";4,0")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("text", [ACCENTED, COMMAS], ids=["commas", "semicolons with decimal comma"])
def test_files_as_people_save_them_give_the_same_result(encoding, text, client, trial, run_jobs):
    dataset = upload(client, trial, encoded(text, encoding))
    import_by_page(client, run_jobs, dataset, unit="código")
    assert (dataset.state, dataset.rows, dataset.problems) == (Dataset.State.IMPORTED, 24, [])
    told = tell(queries.latest_analysis(trial))
    tried = [int(row.split(",")[3]) for row in PEOPLE if row.split(",")[1] == "1"]
    others = [int(row.split(",")[3]) for row in PEOPLE if row.split(",")[1] == "0"]
    assert told.primary.answer["estimate"] == pytest.approx(sum(tried) / len(tried) - sum(others) / len(others))


def test_a_sheet_is_read_as_well(client, trial, run_jobs):
    dataset = upload(client, trial, with_cells("p99", 1, 2, 3), "dados.xlsx")
    import_by_page(client, run_jobs, dataset)
    assert (dataset.state, dataset.rows) == (Dataset.State.IMPORTED, 25)


def test_a_file_read_wrongly_can_be_read_another_way(client, trial, run_jobs):
    dataset = upload(client, trial, table("a;b,1,1234,1", "c;d,0,2345,2", header="id;x,grupo,antes,depois"))
    page = client.get(address("columns", dataset), {"delimiter": ";"})
    assert [str(header) for header in page.context["shown"].headers] == ["id", "x,grupo,antes,depois"]
    answer = client.post(f"{address('columns', dataset)}?decimal=%2C&delimiter=%2C", {**COLUMNS, "unit": "id;x"})
    dataset.refresh_from_db()
    assert answer.status_code == 302 and dataset.format["decimal"] == ","


def test_a_missing_column_is_asked_for_and_never_guessed(client, trial):
    dataset = upload(client, trial, table(*(row.rsplit(",", 1)[0] for row in PEOPLE), header="id,grupo,antes"))
    page = client.get(address("columns", dataset)).content.decode()
    assert "Escolha a coluna" in page
    answer = client.post(address("columns", dataset), {**COLUMNS, "variable_depois": ""})
    assert answer.status_code == 200 and "emende o protocolo" in str(answer.context["form"].errors["variable_depois"])
    assert Dataset.objects.get().job is None


def test_one_column_cannot_say_two_things(client, trial, run_jobs):
    dataset = upload(client, trial)
    import_by_page(client, run_jobs, dataset, variable_antes="depois")
    assert (dataset.state, dataset.problems[0]["code"]) == (Dataset.State.REFUSED, "column-used-twice")


def test_the_same_value_cannot_mean_both_groups(client, trial):
    answer = client.post(address("columns", upload(client, trial)), {**COLUMNS, "arm_1": "0"})
    assert "arm_1" in answer.context["form"].errors


@pytest.mark.parametrize(
    ("started_on", "measured_until", "words"),
    [("01/07/2025", "30/06/2025", "antes do primeiro dia"), ("01/03/2025", "30/06/2095", "ainda não chegou")],
)
def test_days_that_cannot_be(started_on, measured_until, words, client, trial):
    form = {"file": io.BytesIO(GOOD), "source": "x", "started_on": started_on, "measured_until": measured_until}
    form["file"].name = "a.csv"
    answer = client.post(f"/ensaios/{trial.slug}/dados/", form)
    assert words in str(answer.context["form"].errors["measured_until"]) and not Dataset.objects.exists()


def test_an_empty_file_is_refused_at_once(client, trial):
    form = {"file": io.BytesIO(b""), "source": "x", **making.SENT_DAYS}
    form["file"].name = "a.csv"
    answer = client.post(f"/ensaios/{trial.slug}/dados/", form)
    assert "file" in answer.context["form"].errors and not Dataset.objects.exists()


# At the command line.


def import_file(trial: Trial, content: bytes, name: str, folder, *more: str):
    file = folder / name
    file.write_bytes(content)
    protocol, project = trial.protocol, trial.project
    options = ["--project", project.slug, "--protocol", protocol.code, "--source", "inventado", "--unit", "id"]
    options += ["--started-on", "2025-03-01", "--measured-until", "30/06/2025"]
    options += ["--arm", "grupo", "--tried", "1", "--comparison", "0", *more]
    return CliRunner().invoke(trials, ["import", str(file), *options])


@pytest.mark.parametrize("name", [*FAULTY, *UNREADABLE])
def test_the_command_line_refuses_the_same_in_the_same_words(name, trial, tmp_path):
    content, file_name = (FAULTY | UNREADABLE)[name][:2]
    answer = import_file(trial, content, file_name, tmp_path)
    dataset = trial.datasets.get()
    assert answer.exit_code == 1 and dataset.state == Dataset.State.REFUSED
    for part in ("message", "cure"):
        assert dataset.problems[0][part] in answer.output
    if name in FAULTY:
        assert (dataset.problems[0]["code"], dataset.problems[0]["row"]) == FAULTY[name][2:4]
    nothing_came_of(dataset, content)
    assert import_file(trial, GOOD, "b.csv", tmp_path).exit_code == 0


def test_the_command_line_imports_and_tells_the_result(trial, tmp_path):
    answer = import_file(trial, GOOD, "a.csv", tmp_path, "--open-data")
    told = tell(queries.latest_analysis(trial))
    assert answer.exit_code == 0 and told.sentence in answer.output and "Welch" in answer.output
    assert trial.datasets.get().is_open
    listed = CliRunner().invoke(trials, ["list"])
    assert f"{trial.slug:<40} result" in listed.output


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--column", "antes=nada"], "nada"),
        (["--column", "nada=antes"], "The plan has no variable nada"),
        (["--tried", "0"], "do not tell 2 groups apart"),
        (["--measured-until", "2095-01-01"], "ainda não chegou"),
        (["--protocol", "outro"], "no frozen protocol outro"),
    ],
)
def test_the_command_line_says_what_is_wrong_with_its_options(more, words, trial, tmp_path):
    answer = import_file(trial, GOOD, "a.csv", tmp_path, *more)
    assert answer.exit_code == 1 and words in answer.output
    assert HotEvent.objects.filter(name__startswith="trials.").count() == 0


def test_the_command_line_refuses_a_second_import(trial, tmp_path):
    assert import_file(trial, GOOD, "a.csv", tmp_path).exit_code == 0
    answer = import_file(trial, GOOD, "a.csv", tmp_path)
    assert answer.exit_code == 1 and "já tem dados" in answer.output
    assert HotEvent.objects.filter(name="trials.exposed").count() == 24
    assert Project.objects.count() == 1
