"""Events that come in a file or from a program: every row judged, all or none, once, and taken back."""

import html
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labx.core.jobs.actions import cancel_job
from labx.core.jobs.models import Job
from labx.core.jobs.progress import Cancelled
from labx.core.measures.compute import compute
from labx.core.policy import NotAllowed
from labx.people.organisations.tests.making import an_entity
from labx.trials.services import demo, importing
from labx.trials.services.actions import bringing, records
from labx.trials.services.intake import Findings, read_events
from labx.trials.services.keeping import numbers_of
from labx.trials.services.models import EventFile, Service
from labx.trials.services.rows import Row, faults, moment_of, transaction_id
from labx.trials.services.tests.making import WHO, bring, last_day, rows_of, service_of
from tests.people import account_with, actor_with, signed_in

pytestmark = pytest.mark.django_db
HEAD = "transacao;acontecimento;momento;aparelho;canal;grupo;passo;valor"
GOOD = [
    "1;inicio;2026-03-01 09:00;telemovel;internet;ate-64;;",
    "1;passo;2026-03-01 09:01;;;;dados;",
    "1;conclusao;2026-03-01 09:10;;internet;;;",
    "1;resposta;2026-03-01 09:11;;;;;4",
    ";custo;2026-03-01;;;;;12,50",
]


@pytest.fixture
def lead() -> Client:
    return signed_in(account_with("lab_lead"))


Jobs = Callable[[], None]


def upload(client: Client, service: Service, lines: list[str], run_jobs: Jobs, **given: Any) -> str:
    file = SimpleUploadedFile("dados.csv", "\n".join([HEAD, *lines]).encode())
    address = reverse("services:data", args=[service.slug])
    answer = client.post(address, {"file": file, **given})
    run_jobs()
    return shown(client, answer.url) if answer.status_code == 302 else text(answer)


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return text(answer)


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def page(name: str, file: EventFile) -> str:
    return reverse(f"services:{name}", args=[file.service.slug, file.pk])


def starts() -> float:
    return compute("services.starts").value


def test_a_file_is_checked_brought_in_once_and_taken_back(lead: Client, run_jobs: Jobs) -> None:
    service = service_of()
    checked = upload(lead, service, GOOD, run_jobs, is_check="on")
    assert "Ainda nada foi escrito" in checked
    assert "2026-03-01 09:10" in checked
    assert starts() == 0
    file = EventFile.objects.get()
    lead.post(page("bring", file))
    run_jobs()
    assert "Do ficheiro entraram 5 acontecimentos" in shown(lead, page("file", file))
    assert starts() == 1
    assert "já entrou" in upload(lead, service, GOOD, run_jobs)
    assert EventFile.objects.count() == 1
    assert b"".join(lead.get(page("original", file)).streaming_content).startswith(HEAD.encode())
    assert "5 acontecimentos" in shown(lead, page("undo", file))
    for _time in range(2):
        lead.post(page("undo", file))
        run_jobs()
    assert starts() == 0
    assert "não entrou" in shown(lead, page("undo", file))
    assert "foram anulados" in shown(lead, page("file", file))
    lead.post(page("bring", file))
    run_jobs()
    assert starts() == 1
    assert numbers_of(service).transactions == 1


def test_one_wrong_row_stops_the_file_unless_it_is_left_out(lead: Client, run_jobs: Jobs) -> None:
    service = service_of()
    wrong = [*GOOD, "2;inicio;ontem;;;;;"]
    told = upload(lead, service, wrong, run_jobs)
    assert "Nada foi escrito" in told
    assert ">7<" in told
    assert "2026-03-01 14:30" in told
    assert starts() == 0
    file = EventFile.objects.get()
    lead.post(page("bring", file), {"leave_out_faulty": "on"})
    run_jobs()
    assert (EventFile.objects.get().state, EventFile.objects.get().rows, starts()) == ("in", 5, 1)
    assert ">7<" in shown(lead, page("file", file))


def test_a_file_that_cannot_be_read_is_told_as_one_problem(lead: Client, run_jobs: Jobs) -> None:
    file = SimpleUploadedFile("x.csv", b"transacao;momento\n1;2026-03-01\n")
    answer = lead.post(reverse("services:data", args=[service_of().slug]), {"file": file})
    run_jobs()
    assert "a coluna “acontecimento”" in shown(lead, answer.url)
    assert EventFile.objects.get().state == "refused"
    empty = SimpleUploadedFile("x.csv", b"")
    assert "vazio" in text(lead.post(reverse("services:data", args=[Service.objects.get().slug]), {"file": empty}))


def test_a_file_that_is_no_table_has_no_first_rows(lead: Client, run_jobs: Jobs) -> None:
    file = SimpleUploadedFile("x.xlsx", b"PK\x03\x04" + b"x" * 50)
    answer = lead.post(reverse("services:data", args=[service_of().slug]), {"file": file})
    run_jobs()
    assert "As primeiras linhas" not in shown(lead, answer.url)


def test_work_on_a_file_can_be_stopped_and_begun_again(lead: Client, run_jobs: Jobs) -> None:
    service = service_of()
    file = bringing.keep_file(by=WHO, service=service, pieces=["\n".join([HEAD, *GOOD]).encode()], name="x.csv")
    started = bringing.start_bringing(by=WHO, file=file, is_check=False, leave_out_faulty=False)
    with pytest.raises(bringing.NotNow, match="não acabou"):
        bringing.start_bringing(by=WHO, file=file, is_check=False, leave_out_faulty=False)
    lead.post(page("undo", file))  # nothing to take back while it is being brought in
    lead.post(page("bring", file))
    cancel_job(by=WHO, job=Job.objects.get(pk=started.job))
    run_jobs()
    assert starts() == 0
    lead.post(page("bring", file))
    run_jobs()
    assert starts() == 1
    with pytest.raises(bringing.NotNow, match="já entrou"):
        bringing.start_bringing(by=WHO, file=file, is_check=False, leave_out_faulty=False)
    brought = EventFile.objects.get()
    assert importing.bring_in(by=WHO, file=brought) == brought
    assert bringing.bring_events(by=WHO, file=file, rows=[]).rows == 5


def test_stopping_while_events_are_written_leaves_none(tmp_path: Path) -> None:
    file = bringing.keep_file(by=WHO, service=service_of(), pieces=["\n".join([HEAD, *GOOD]).encode()], name="x.csv")

    def stop(*, done: int, total: int | None = None, message: str) -> None:
        if total:
            raise Cancelled

    with pytest.raises(Cancelled):
        importing.bring_in(by=WHO, file=file, told=stop)
    assert starts() == 0
    assert EventFile.objects.get().state == "kept"


def test_the_same_file_in_two_windows_counts_once() -> None:
    service = service_of()
    one, other = (bringing.keep_file(by=WHO, service=service, pieces=[b"x"], name="x.csv") for _time in range(2))
    bringing.bring_events(by=WHO, file=one, rows=rows_of())
    with pytest.raises(bringing.NotNow):
        bringing.bring_events(by=WHO, file=other, rows=rows_of())
    assert starts() == 40


def test_of_very_many_problems_the_first_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("\n".join([HEAD, *["1;nada;ontem;;;;;"] * 120]), encoding="utf-8")
    found = Findings()
    assert [len(rows) for rows in read_events(path, "x.csv", service_of(), found)] == [0]
    assert (len(found.problems), found.problem_count, found.problems[-1].row) == (100, 240, 51)


def test_a_cell_that_is_no_number_is_told_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("\n".join([HEAD, *GOOD, ";custo;2026-03-01;;;;;muito"]), encoding="utf-8")
    found = Findings()
    rows = [row for some in read_events(path, "x.csv", service_of(), found) for row in some]
    assert (len(rows), found.good, found.problem_count, found.problems[0].row) == (5, 5, 1, 7)


@pytest.mark.parametrize(
    ("row", "places"),
    [
        (Row("1", "inicio", "2026-03-01"), []),
        (Row("1", "START", "2026-03-01T10:00:00+00:00", device="Phone", channel="web"), []),
        (Row("1", "outro", "2026-03-01"), ["event"]),
        (Row("1", "inicio", "2999-01-01"), ["time"]),
        (Row("1", "inicio", "2026-02-31"), ["time"]),
        (Row("", "inicio", "2026-03-01"), ["transaction"]),
        (Row("x" * 201, "inicio", "2026-03-01"), ["transaction"]),
        (Row("1", "inicio", "2026-03-01", device="relogio", channel="pombo"), ["device", "channel"]),
        (Row("1", "inicio", "2026-03-01", group="outros", step="fim"), ["group", "step"]),
        (Row("1", "passo", "2026-03-01"), ["step"]),
        (Row("1", "resposta", "2026-03-01", value=6.0), ["value"]),
        (Row("1", "resposta", "2026-03-01", value=2.5), ["value"]),
        (Row("1", "resposta", "2026-03-01"), ["value"]),
        (Row("", "custo", "2026-03-01", value=-1.0), ["value"]),
        (Row("", "custo", "2026-03-01", value=float("inf")), ["value"]),
    ],
)
def test_each_word_of_a_row_is_judged(row: Row, places: list[str]) -> None:
    assert [place for place, _what, _cure in faults(row, service_of(), timezone.now())] == places


def test_a_service_without_groups_takes_none() -> None:
    found = list(faults(Row("1", "inicio", "2026-03-01", group="x"), service_of(groups=[]), timezone.now()))
    assert found[0][2] == "Deixe-o vazio."


def test_a_moment_without_an_offset_is_the_services_own() -> None:
    assert moment_of("2026-07-01 10:00") == moment_of("2026-07-01T09:00:00+00:00")


def test_a_transaction_has_another_id_in_another_service() -> None:
    one, other = service_of(), service_of(title="Outro")
    assert transaction_id(one, "7") == transaction_id(one, "7") != transaction_id(other, "7")
    assert "7" not in str(bring(one, rows_of()).name)


def test_only_who_may_brings_events() -> None:
    service = service_of()
    with pytest.raises(NotAllowed):
        bringing.keep_file(by=actor_with("researcher"), service=service, pieces=[b"x"], name="x")
    with pytest.raises(NotAllowed):
        bringing.send_events(by=actor_with("researcher"), service=service, rows=rows_of())
    with pytest.raises(NotAllowed):
        bringing.undo_events(by=actor_with("researcher"), file=bring(service, rows_of()), published=[])


def send(client: Client, service: Service, events: list[dict[str, Any]], key: str) -> Any:
    return client.post(
        f"/api/services/services/{service.slug}/events",
        json.dumps({"events": events}),
        content_type="application/json",
        headers={"Idempotency-Key": key},
    )


def test_a_program_sends_events_once(lead: Client) -> None:
    service = service_of()
    event = {"transaction": "9", "event": "start", "time": "2026-03-01 10:00"}
    first, again = (send(lead, service, [event], "chave-123") for _time in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() == {"taken": 1}
    assert starts() == 1
    wrong = send(lead, service, [event, {**event, "event": "x"}], "chave-456")
    assert wrong.status_code == 422
    assert "events[1].event" in wrong.content.decode()
    assert starts() == 1


def test_programs_read_what_pages_show(lead: Client) -> None:
    service = service_of()
    bring(service, rows_of())
    assert lead.get("/api/services/services").json()[0]["slug"] == service.slug
    assert lead.get(f"/api/services/services/{service.slug}").json()["title"] == service.title
    answer = lead.get(f"/api/services/services/{service.slug}/indicators").json()
    by_code = {one["code"]: one["series"][-1] for one in answer["indicators"]}
    assert by_code["conclusao"]["value"] == 30 / 40
    assert by_code["satisfacao"] == {**by_code["satisfacao"], "value": None, "out_of": None, "why": "few"}
    public = f"/api/services/public/{service.slug}"
    assert Client().get(public).status_code in {401, 404}
    records.publish_indicators(by=WHO, service=service)
    assert Client().get(public).json() == lead.get(f"/api/services/services/{service.slug}/indicators").json()


def test_the_demonstration_is_loaded_once() -> None:
    demo.load(None, by=WHO)
    assert not Service.objects.exists()
    an_entity("Instituto Inventado", is_example=True)
    for _time in range(2):
        demo.load(None, by=WHO)
    service = Service.objects.get()
    assert service.is_published
    assert service.releases.count() == 2
    shown = Client().get(reverse("services:public", args=[service.slug])).content.decode()
    assert "ninguém existe" in shown
    assert last_day().isoformat() <= timezone.localdate().isoformat()
