"""What bad input gets, item by item, by form, API, file and pack: a sentence saying what and what now; nothing lost."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from labx.desks.saved.tests.keeping import PIN, Keeper
from labx.desks.sealing import open_case
from labx.desks.tests.bereavement import pack
from labx.desks.tests.test_api import FACTS, ask, planned
from labx.desks.tests.test_packs import SMALL, problems_of
from labx.desks.tests.visiting import DESK, FIRST, Visitor, case_in, plan_page, sealed, text_of

pytestmark = pytest.mark.django_db
FEES = (
    "tables:\n  - name: fee\n    label: {en: Fee}\n    key: '\"fee\"'\n    day: bought\n    rows:\n"
    "      - {code: fee, value: 1, source: Nobody, grade: A, valid_to: 2026-01-31}\n"
    "      - {code: fee, value: 2, source: Nobody, grade: A, valid_from: 2026-01-01}\ndocuments:\n"
)
IN_THREE_DAYS = (timezone.localdate() + timedelta(days=3)).isoformat()
CONTRADICTIONS = {
    "death in the future": ({"death.date": IN_THREE_DAYS}, "O dia da morte ainda não chegou. Veja a data."),
    "death before birth": (
        {"deceased.born": "2026-02-11"},
        "O dia da morte é antes do dia em que nasceu. Veja as duas datas.",
    ),
    "widow and single": (
        {"family.spouse": False},
        "Disse que era casado com quem morreu, e que essa pessoa não era casada. Veja as duas respostas.",
    ),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_answers_that_cannot_both_be_true_are_told_by_form_and_api_and_stay(client, name):
    answers, said = CONTRADICTIONS[name]
    given = {**FACTS, **answers}
    page = plan_page(client, given)
    assert said in text_of(page) and open_case(case_in(page), pack().id).answers == given
    first = client.post(DESK, {"case": sealed(answers=given), "go": "now"})
    assert said in text_of(first)
    made = planned(client, given, language="pt")
    assert made["contradictions"] == [said] and made["procedures"]


@pytest.mark.parametrize("typed", ["31/02/2026", "30/02/2026", "amanhã", "10-02", "01/01/0204"])
def test_31_february_is_refused_at_its_field_and_the_other_answers_stay(client, typed):
    visitor = Visitor(client)
    visitor.send("first", **{**FIRST, "death-date": typed})
    assert list(visitor.page.context["form"].errors) == ["death-date"]
    assert f'value="{typed}"' in visitor.page.content.decode()
    chosen = visitor.page.context["form"]["asker-relation"].value()
    assert chosen == "spouse"
    answer = ask(client, {**FACTS, "death.date": "2026-02-31"}, language="pt")
    assert [one["cure"] for one in answer.json()["errors"]] == ["Escreva o dia como 2026-12-31."]


def test_a_time_without_a_zone_is_of_the_place_by_form_and_refused_by_api(client):
    visitor = Visitor(client)
    visitor.send("first", **{**FIRST, "death-region": "azores"})
    visitor.send("answer", fact="death.time", **{"death-time": "2026-02-10T07:40"})
    assert visitor.case().answers["death.time"] == "2026-02-10T07:40:00-01:00"
    errors = ask(client, {**FACTS, "death.time": "2026-02-10T07:40:00"}, language="pt").json()["errors"]
    assert [one["place"] for one in errors] == ["death.time"] and "fuso" in errors[0]["message"]


def test_120_heirs_are_all_kept_and_told(client):
    heir = {"relation": "child", "born": "", "traits": ["is_legal_heir"]}
    people = {f"Herdeiro {number}": heir for number in range(120)}
    answers = {**FACTS, "estate.several_heirs": True}
    page = client.post(DESK, {"case": sealed(answers=answers, people=people), "go": "roles"})
    assert "Herdeiro 119" in text_of(page) and len(open_case(case_in(page), pack().id).people) == 120
    printed = client.post(DESK, {"case": sealed(answers=answers, people=people), "go": "roles-print"})
    assert "Herdeiro 119" in text_of(printed)


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        pytest.param(
            "stolen\n    when", "stollen\n    when", "“stollen” is no fact. Write one of: stolen.", id="unknown"
        ),
        pytest.param("stolen\n    when", "(stolen\n    when", "This is no CEL expression.", id="does-not-compile"),
        pytest.param(
            "stolen\n    when", "bought < 3\n    when", "A date is compared with a number.", id="date-and-number"
        ),
        pytest.param("documents:\n  -", FEES + "  -", "In “fee: fee” two periods hold on 2026-01-01.", id="overlap"),
    ],
)
def test_a_pack_says_where_it_is_wrong_and_what_to_write(right, wrong, told):
    assert SMALL.count(right) == 1
    with translation.override("en"):
        (found,) = problems_of(SMALL.replace(right, wrong))
    assert told in found and "pack.yaml:" in found


def test_a_lost_pin_says_what_now_and_leaves_what_is_in_the_page(client):
    keeper = Keeper(client)
    code = keeper.keep(**FIRST)
    before = keeper.case().answers
    answer = client.post("/guardado/", {"code": code, "pin": "918273" if PIN != "918273" else "827364"})
    assert "PIN" in text_of(answer) and "/guardado/pin-perdido/" in answer.content.decode()
    lost = text_of(client.get("/guardado/pin-perdido/"))
    assert "ninguém" in lost.lower() and keeper.case().answers == before


@pytest.mark.parametrize("field", ["kept", "case"])
def test_a_tampered_case_file_says_so_and_the_file_stays_the_persons(client, field):
    whole = sealed(answers=FACTS)
    spoilt = f"{whole[:40]}{'A' if whole[40] != 'A' else 'B'}{whole[41:]}"
    value = SimpleUploadedFile("caso.txt", spoilt.encode()) if field == "kept" else spoilt
    page = client.post(DESK, {"go": "resume", field: value})
    assert "Não conseguimos ler o que trouxe." in text_of(page) and page.context["case"].answers == {}


def test_a_case_of_an_older_version_is_read_again_and_says_so(client):
    old = sealed(version="0.9.0", answers={**FACTS, "asker.relation": "no-longer-an-answer"})
    page = client.post(DESK, {"go": "resume", "kept": SimpleUploadedFile("caso.txt", old.encode())})
    kept = open_case(case_in(page), pack().id)
    assert "As regras mudaram desde que guardou este ficheiro." in text_of(page)
    assert kept.version == pack().version
    assert kept.answers == {name: value for name, value in FACTS.items() if name != "asker.relation"}
