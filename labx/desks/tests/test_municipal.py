"""Holidays of municipalities: asked for only where one moves a date, said to be national only where it is not known."""

import pytest
from django.utils import translation

from labx.core.packs.problems import PackRefused
from labx.core.packs.reader import read_files
from labx.desks.municipal import all_municipalities, days_of, municipality_of
from labx.desks.tests.birth import DESK, sealed
from labx.desks.tests.visiting import Visitor, text_of

PACK = """\
id: desks/days
kind: holidays
version: 1.0.0
title: {en: Days}
languages: [en]
licence: CC-BY-4.0
source: Nobody
authored_by: [Somebody]
checked_by: []
review_by: 2027-01-31
municipalities:
  - {name: a, label: A, region: mainland, holidays: [{day: "06-13", source: Nobody, grade: B}]}
"""
CHECKS = "cases:\n  - {name: One, input: {municipality: a, day: 2025-06-13}, expected: {is_holiday: true}}\n"
# Twenty days from 24 May 2025 end on Friday 13 June 2025, the holiday of Lisbon and Vila Real.
BORN = {
    "event.kind": "birth",
    "birth.date": "2025-05-24",
    "birth.region": "mainland",
    "birth.registered": False,
    "birth.still_in_hospital": False,
}


def problems_of(body: str) -> list[str]:
    with translation.override("en"), pytest.raises(PackRefused) as refused:
        read_files("days", {"pack.yaml": body.encode(), "checks.yaml": CHECKS.encode()})
    return [str(problem).partition(": ")[2] for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ('"02-31"', "municipalities[0].holidays: “2024-02-31” is not a day of the calendar. Write it as 2026-12-31."),
        ('"13.06"', "municipalities[0].holidays[0].day: “13.06” does not have the form of “06-13”."),
    ],
)
def test_a_day_that_does_not_exist_is_refused(wrong, told):
    (found,) = problems_of(PACK.replace('"06-13"', wrong))
    assert found.startswith(told.partition(" Write")[0])


def test_two_holidays_on_one_day_are_refused():
    second = '{day: "06-24", source: Nobody, grade: B}'
    (found,) = problems_of(PACK.replace("grade: B}]", f"grade: B}}, {second}]"))
    assert "In “A” two periods hold on" in found


def test_what_is_not_verified_counts_for_nothing():
    found = read_files(
        "days", {"pack.yaml": PACK.replace("grade: B", "grade: C").encode(), "checks.yaml": CHECKS.encode()}
    )
    assert municipality_of(found.content["municipalities"][0]).days.periods == ()


def test_the_list_is_in_order_and_every_one_has_a_day():
    known = all_municipalities()
    assert list(known) == sorted(known) and len(known) >= 50
    assert all(one.days.periods for one in known.values()) and not days_of("beja").periods


@pytest.fixture
def visitor(client):
    found = Visitor(client, DESK)
    found.page = client.post(DESK, {"case": sealed(answers=BORN), "go": "plan"})
    return found


@pytest.mark.django_db
def test_the_municipality_is_asked_where_it_matters_and_moves_the_date(visitor):
    assert "Para os dias úteis, contámos só os feriados nacionais." in visitor.text
    assert "lei pode passá-lo" not in visitor.text.split("Registar o bebé")[1].split("O que fazer")[0]
    visitor.send("municipality")
    assert "Em que concelho vai tratar destes passos?" in visitor.text and "Funchal" not in visitor.text
    visitor.send("municipality", municipality="paris")
    assert "Em que concelho" in visitor.text
    visitor.send("municipality", municipality="lisboa")
    assert "Não é dia útil: a lei pode passá-lo para 16 de junho de 2025." in visitor.text
    assert "contámos também o feriado de Lisboa." in visitor.text and "Dizer o concelho" not in visitor.text
    assert visitor.case().municipality == "lisboa"


@pytest.mark.django_db
def test_another_municipality_counts_national_holidays_and_is_not_asked_again(visitor):
    visitor.send("municipality", municipality="other")
    assert "contámos só os feriados nacionais" in visitor.text and "Dizer o concelho" not in visitor.text


@pytest.mark.django_db
def test_nobody_is_asked_where_no_holiday_moves_a_date(client):
    def page(**answers):
        return text_of(client.post(DESK, {"case": sealed(answers={**BORN, **answers}), "go": "plan"}))

    # Ends on Tuesday 24 March 2026, no holiday anywhere; counted without a word more.
    told = page(**{"birth.date": "2026-03-04"})
    assert "contámos só os feriados nacionais." in told and "Dizer o concelho" not in told
    assert "Dizer o concelho" not in page(**{"birth.region": "abroad"})
    assert "contámos só os feriados nacionais e os da Região" in page(**{"birth.region": "azores"})


@pytest.mark.django_db
def test_a_pack_of_holidays_is_no_desk(client):
    assert client.get("/balcoes/municipal-holidays/").status_code == 302
    assert "Feriados municipais" not in text_of(client.get("/balcoes/"))
