"""Logs and figures: what is told, and that nobody's data is in it."""

import json
import logging

import pytest
import structlog
from django.db import connection

from config.environment import BadSetting
from labx.core import logs
from labx.core.api.tokens import create_token
from labx.core.jobs.models import Job
from labx.people.middleware import actor_of
from labx.people.models import Account


def line(name: str, level: int, message: str, *arguments: object, error: BaseException | None = None) -> dict:
    found = (type(error), error, error.__traceback__) if error else None
    written = logs.lines().format(logging.LogRecord(name, level, __file__, 1, message, arguments, found))
    return json.loads(written)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("mail to ana.silva@example.org failed", "mail to […] failed"),
        ("from 192.168.10.7 and 2001:db8:85a3::8a2e and 127.0.0.1", "from […] and […] and 127.0.0.1"),
        ("GET /procurar/?q=cancro&x=1 HTTP", "GET /procurar/ HTTP"),
        ("nothing to hide: 12:30:45, a/b", "nothing to hide: 12:30:45, a/b"),
    ],
)
def test_personal_data_does_not_reach_a_line(said, written):
    assert line("library", logging.WARNING, said)["event"] == written


def test_a_line_is_json_with_time_level_and_source():
    found = line("library", logging.INFO, "%s of %s", 1, 2)
    assert (found["event"], found["level"], found["logger"]) == ("1 of 2", "info", "library")
    assert found["timestamp"].endswith("Z")


def test_an_error_is_its_kind_and_place_never_its_words():
    try:
        raise ValueError("Ana Silva, 12345678")
    except ValueError as error:
        found = line("library", logging.ERROR, "failed", error=error)
    assert found["error"] == "ValueError"
    assert "core/tests/test_logs.py" in found["place"]
    assert "Silva" not in json.dumps(found)


def test_a_wrong_level_is_named():
    with pytest.raises(BadSetting, match="LABX_LOG_LEVEL='LOUD'"):
        logs.configure("LOUD")


@pytest.mark.django_db
def test_each_request_leaves_one_line_without_its_address(client, caplog):
    caplog.set_level(logging.INFO, "labx.access")
    answer = client.get("/procurar/?q=ana@example.org", headers={"X-Request-ID": "0123-abcd"})
    assert answer["X-Request-ID"] == "0123-abcd"
    (record,) = [record for record in caplog.records if record.name == "labx.access"]
    found = json.loads(logs.lines().format(record))
    assert {key: found[key] for key in ("event", "method", "route", "status")} == {
        "event": "request",
        "method": "GET",
        "route": "procurar/",
        "status": 200,
    }
    assert "ana" not in json.dumps(found)
    assert client.get("/healthz", headers={"X-Request-ID": "bad id\n"})["X-Request-ID"] != "bad id\n"


@pytest.mark.django_db
def test_figures_tell_requests_jobs_events_and_the_database(client):
    Job.objects.create(name="w", actor="x", state="failed")
    client.get("/procurar/")
    account = Account.objects.create(email="a@example.org", roles=["administrator"])
    _token, text = create_token(by=actor_of(account), name="scraper", scopes=["core.read_metrics"], days=1)
    page = client.get("/metrics", headers={"Authorization": f"Bearer {text}"}).content.decode()
    assert 'labx_requests_total{method="GET",route="search:search",status="200"}' in page
    assert 'labx_jobs{state="failed"} 1.0' in page
    assert "labx_database_up 1.0" in page
    assert 'labx_hot_events{store="hot"}' in page
    assert 'labx_audit_entries{seal="sealed"} 0.0' in page and 'labx_audit_entries{seal="waiting"} 1.0' in page


@pytest.mark.django_db
def test_figures_are_not_for_everyone(client):
    assert client.get("/metrics").status_code == 302
    assert client.get("/metrics", headers={"Authorization": "Bearer labx_no"}).status_code == 302
    client.force_login(Account.objects.create(email="a@example.org", roles=["analyst"]))
    assert client.get("/metrics").status_code == 403
    client.force_login(Account.objects.create(email="b@example.org", roles=["administrator"]))
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={"Authorization": "Basic YTpi"}).status_code == 302


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_told(monkeypatch):
    from labx.core import metrics

    monkeypatch.setattr(metrics, "QUERIES", {"labx_x": ("x", "x", "SELECT nothing FROM nowhere")})
    assert b"labx_database_up 0.0" in metrics.text()
    assert connection.is_usable()


@pytest.mark.django_db
def test_readiness_follows_the_database(client):
    assert client.get("/readyz").json() == {"database": "ok"}


def test_our_own_lines_pass_the_same_way(caplog):
    caplog.set_level(logging.WARNING, "labx.test")
    structlog.get_logger("labx.test").warning("sent", to="ana@example.org")
    found = json.loads(logs.lines().format(caplog.records[-1]))
    assert (found["event"], found["to"]) == ("sent", "[…]")
