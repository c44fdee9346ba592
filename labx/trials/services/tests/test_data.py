"""Events that come in a file or from a program: every row judged, all or none, once, and taken back."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labx.core.measures.compute import compute
from labx.core.policy import NotAllowed
from labx.core.tables.schema import TableRefused
from labx.people.organisations.tests.making import an_entity
from labx.trials.services import demo
from labx.trials.services.actions import bringing, records
from labx.trials.services.intake import read_events
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


def upload(client: Client, service: Service, lines: list[str], **given: Any) -> str:
    file = SimpleUploadedFile("dados.csv", "\n".join([HEAD, *lines]).encode())
    address = reverse("services:data", args=[service.slug])
    answer = client.post(address, {"file": file, **given}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def starts() -> float:
    return compute("services.starts").value


def test_a_file_is_checked_taken_once_and_taken_back(lead: Client) -> None:
    service = service_of()
    assert "Ainda nada foi escrito" in upload(lead, service, GOOD, check_only="on")
    assert starts() == 0
    assert "5 acontecimentos" in upload(lead, service, GOOD)
    assert starts() == 1
    assert "já entrou" in upload(lead, service, GOOD)
    file = EventFile.objects.get()
    undo = reverse("services:undo", args=[service.slug, file.pk])
    assert "5 acontecimentos" in lead.get(undo).content.decode()
    lead.post(undo)
    lead.post(undo)
    assert starts() == 0
    assert "já foram anulados" in lead.get(undo).content.decode()
    upload(lead, service, GOOD)
    assert starts() == 1


def test_one_wrong_row_stops_the_file_unless_it_is_left_out(lead: Client) -> None:
    service = service_of()
    wrong = [*GOOD, "2;inicio;ontem;;;;;"]
    told = upload(lead, service, wrong)
    assert "Linha 7" in told
    assert "2026-03-01 14:30" in told
    assert not EventFile.objects.exists()
    assert "5 acontecimentos" in upload(lead, service, wrong, leave_out_faulty="on")


def test_a_file_without_a_needed_column_is_refused(lead: Client, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("transacao;momento\n1;2026-03-01\n", encoding="utf-8")
    with pytest.raises(TableRefused, match="acontecimento"):
        read_events(path, "x.csv", service_of())
    file = SimpleUploadedFile("x.csv", path.read_bytes())
    address = reverse("services:data", args=[Service.objects.get().slug])
    assert "a coluna «acontecimento»" in lead.post(address, {"file": file}).content.decode()


def test_a_cell_that_is_no_number_is_told_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("\n".join([HEAD, *GOOD, ";custo;2026-03-01;;;;;muito"]), encoding="utf-8")
    found = read_events(path, "x.csv", service_of())
    assert (len(found.rows), found.problem_count, found.problems[0].row) == (5, 1, 7)


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
        bringing.bring_events(by=actor_with("researcher"), service=service, rows=rows_of(), name="x", sha256="0")
    with pytest.raises(NotAllowed):
        bringing.send_events(by=actor_with("researcher"), service=service, rows=rows_of())
    with pytest.raises(NotAllowed):
        bringing.undo_events(by=actor_with("researcher"), file=bring(service, rows_of()))


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
