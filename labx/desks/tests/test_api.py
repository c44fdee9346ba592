"""The API of the desks: plans for facts, for anyone and from any site, and nothing of the facts kept."""

import json
from itertools import cycle
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from labx.core.api.origins import open_operations
from labx.desks.engine.plans import plan
from labx.desks.saved.tests.test_server_holds_nothing import CANARIES, dump, logged  # noqa: F401 - a fixture
from labx.desks.tests.bereavement import desk, pack
from labx.rules.facts import read_facts
from tests.traces import traces_below, traces_in

pytestmark = pytest.mark.django_db
DESK = "/api/desks/bereavement-pt"
FACTS = {
    "deceased.stage": "person",
    "death.date": "2026-02-10",
    "death.region": "mainland",
    "death.cause": "illness",
    "death.registered": False,
    "asker.relation": "spouse",
    "estate.assets": True,
}


def ask(client, facts=FACTS, **more):
    return client.post(f"{DESK}/plan", {"facts": facts, **more}, content_type="application/json")


def planned(client, facts=FACTS, **more):
    answer = ask(client, facts, **more)
    assert answer.status_code == 200, answer.content
    return answer.json()


def procedure(made, number):
    return next(one for one in made["procedures"] if one["name"].startswith(number))


def test_the_desks_and_what_one_asks(client):
    listed = client.get("/api/desks?language=en").json()
    assert [(one["name"], one["title"]) for one in listed if one["name"] == "bereavement-pt"] == [
        ("bereavement-pt", "When someone dies")
    ]
    assert client.get("/api/desks?offset=50").json() == []
    found = client.get(f"{DESK}?language=en").json()
    assert found["plan"].endswith("/api/desks/bereavement-pt/plan") and found["review"]["words"] == "not reviewed yet"
    asked = {fact["name"]: fact for fact in found["facts"]}
    assert "today" not in asked and set(found["first_questions"]) <= set(asked)
    assert asked["death.region"]["answers"][0] == {"code": "mainland", "label": "Mainland Portugal"}
    assert len(found["procedures"]) == len(pack().content["procedures"])
    assert client.get("/api/desks/nothing").status_code in (401, 404)


def test_the_plan_is_that_of_the_engine_with_words_and_reasons(client):
    made = planned(client, asked_on="2026-02-12", language="en")
    facts, _refused = read_facts(desk().schema, {**FACTS, "today": "2026-02-12"})
    direct = plan(desk(), facts)
    names = [one["name"] for one in made["procedures"]]
    assert sorted(names) == sorted(desk().procedures)
    applying = [one["name"] for one in made["procedures"] if one["state"] == "applies" and one["is_task"]]
    assert applying == [step.procedure.name for step in direct.tasks]
    stamp = procedure(made, "p15")
    assert stamp["limits"][0]["by"] == "2026-05-31" and stamp["limits"][0]["kind"] == "legal"
    assert {"fact": "estate.assets", "value": True} in stamp["because"]
    assert stamp["why"].startswith("It applies, because you answered")
    assert stamp["who"][0]["label"] == "The head of the estate"
    assert [one["name"] for one in made["questions"]] == [one.fact for one in direct.questions]
    assert made["questions"][0]["why"] and made["asked_on"] == "2026-02-12"
    opened = next(one for one in made["procedures"] if one["state"] == "may_apply")
    assert opened["missing"] and "To know this" in opened["why"]
    out = next(one for one in made["procedures"] if one["state"] == "does_not_apply")
    assert out["because"] and "does not apply" in out["why"]
    assert "Diga" not in json.dumps(made)  # one language, whole


def test_unknown_is_never_false_and_is_not_asked_again(client):
    nothing = planned(client, {})
    assert not any(one["state"] == "does_not_apply" for one in nothing["procedures"])
    first = nothing["questions"][0]["name"]
    again = planned(client, {}, unknown=[first])
    assert first not in [one["name"] for one in again["questions"]]
    assert procedure(nothing, "p15")["state"] == procedure(again, "p15")["state"] == "may_apply"


def test_what_cannot_be_used_is_named_with_its_cure_in_the_language_asked(client):
    bad = {
        "death.date": "2026-02-31",
        "nothing.known": 1,
        "death.time": "2026-02-10T10:00:00",
        "deceased.months": 10**400,
        "today": "2026-02-01",
        "asker.paid": None,
    }
    answer = ask(client, bad, unknown=["typo"], municipality="atlantida", language="pt")
    assert answer.status_code == 422 and answer["Content-Type"] == "application/problem+json"
    errors = {one["place"]: one for one in answer.json()["errors"]}
    assert set(errors) == {*bad, "unknown: typo", "municipality"}
    assert errors["death.date"]["cure"] == "Escreva o dia como 2026-12-31."
    assert all(one["message"] and one["cure"] for one in errors.values())
    english = {one["place"]: one for one in ask(client, bad, language="en").json()["errors"]}
    assert english["death.date"]["cure"] == "Write the day as 2026-12-31."


def test_the_holiday_of_a_municipality_counts_where_it_is_named(client):
    assert planned(client)["holidays"] != planned(client, municipality="lisboa")["holidays"]


def test_the_description_shows_a_request_that_works(client):
    described = client.get("/api/openapi.json").json()["components"]["schemas"]["FactsIn"]["properties"]
    assert planned(client, described["facts"]["examples"][0], asked_on=described["asked_on"]["examples"][0])[
        "procedures"
    ]


def test_answers_that_contradict_each_other_are_told(client):
    made = planned(client, {**FACTS, "death.date": "2026-03-01"}, asked_on="2026-02-12", language="en")
    assert made["contradictions"] == ["The day of death has not come yet. Check the date."]


def test_a_plan_is_asked_by_nobody_in_particular_and_kept_by_nothing():
    client = Client(enforce_csrf_checks=True)
    answer = ask(client)
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
    assert not answer.cookies


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b'{"facts": []}', 422),
        (b'{"fact": {}}', 422),
        (b'{"language": "fr"}', 422),
        (b'{"asked_on": "1700-01-01"}', 422),
        (json.dumps({"facts": {f"f{n}": 1 for n in range(501)}}).encode(), 422),
        (json.dumps({"facts": {"death.date": "x" * 70_000}}).encode(), 413),
    ],
)
def test_what_is_no_request_is_refused(client, body, status):
    answer = client.post(f"{DESK}/plan", body, content_type="application/json")
    assert answer.status_code == status and answer.json()["detail"]


def test_pages_of_other_sites_may_call_what_is_open_and_nothing_else(client, settings):
    portal = {"origin": "https://portal.example.pt"}
    asking = {**portal, "access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    first = client.options(f"{DESK}/plan", headers=asking)
    assert first.status_code == 204 and first["Access-Control-Allow-Origin"] == "*"
    assert "POST" in first["Access-Control-Allow-Methods"]
    assert client.get(DESK, headers=portal)["Access-Control-Allow-Origin"] == "*"
    refused = client.post(f"{DESK}/plan", b"{", content_type="application/json", headers=portal)
    assert refused.status_code == 400 and refused["Access-Control-Allow-Origin"] == "*"  # its page can read why
    for path in ("/api/core/measures", "/balcoes/", "/api/nothing/here"):
        assert "Access-Control-Allow-Origin" not in client.get(path, headers=portal)
        assert "Access-Control-Allow-Origin" not in client.options(path, headers=asking)
    assert "Access-Control-Allow-Credentials" not in first
    settings.API_ORIGINS = ["https://portal.example.pt"]
    allowed = client.get(DESK, headers=portal)
    assert allowed["Access-Control-Allow-Origin"] == portal["origin"] and "Origin" in allowed["Vary"]
    other = client.get(DESK, headers={"origin": "https://other.example.pt"})
    assert "Access-Control-Allow-Origin" not in other and "Origin" in other["Vary"]
    settings.API_ORIGINS = []
    assert "Access-Control-Allow-Origin" not in client.get(DESK, headers=portal)


def test_open_operations_are_those_of_the_desks():
    """Another operation becomes open by being added here on purpose."""
    names = ("list_desks", "see_desk", "make_plan", "cpsv_turtle", "cpsv_json_ld")
    assert open_operations() == {f"api:{name}" for name in names}


@pytest.mark.django_db(transaction=True)
def test_nothing_of_the_facts_stays_anywhere(client, database_url, logged):  # noqa: F811 - the fixture
    words = cycle(CANARIES)
    facts = {fact["name"]: f"{next(words)} {next(words)}" for fact in pack().content["facts"]}
    told = ask(client, facts, unknown=CANARIES[:9]).content.decode("unicode_escape")
    assert all(one in told for one in CANARIES)  # the caller alone is told
    ask(client, {one: next(words) for one in CANARIES}, language=CANARIES[3])
    for fact in pack().content["facts"][:20]:
        ask(client, {fact["name"]: next(words)})
    client.post(f"{DESK}/plan?q={CANARIES[0]}", CANARIES[1].encode(), content_type="application/json")
    client.get(f"{DESK}?language={CANARIES[2]}", headers={"origin": CANARIES[4], "user-agent": CANARIES[5]})
    assert any("slug:name>/plan" in said for said in logged.said)
    assert not traces_in("\n".join(logged.said).encode(), CANARIES)
    assert not traces_in(dump(database_url), CANARIES)
    for folder in (Path(settings.MEDIA_ROOT), Path(settings.LAKE_DIR)):
        assert not folder.exists() or not traces_below(folder, CANARIES)
