"""The page on before and after, and the list of what a report should say."""

import pytest
from django.test import Client
from django.urls import reverse

from labx.trials import looking
from labx.trials.intake import importing
from labx.trials.intake.rows import Mapping
from labx.trials.lottery import closing
from labx.trials.telling import reporting, teaching
from labx.trials.telling.result import tell
from labx.trials.tests import making
from labx.trials.tests.making import WHO
from tests.people import account_with, signed_in

pytestmark = pytest.mark.django_db


def test_the_two_facts_by_hand():
    months = [1.03**month for month in range(24)]
    assert teaching.before_and_after(0.03) == pytest.approx(sum(months[12:]) / sum(months[:12]) - 1)
    assert round(teaching.before_and_after(0.03), 2) == 0.43
    assert round(teaching.per_user(0.49, 0.36), 3) == round(1.36 / 1.49 - 1, 3) == -0.087


def test_anyone_reads_the_lesson_and_tries_other_numbers():
    address = reverse("trials:before_after")
    page = Client().get(address).content.decode()
    assert page.count("<svg") >= 2 and "+43" in page and "−9" in page
    other = Client().get(address, {"growth": "0", "users": "10", "applications": "10"}).content.decode()
    assert "+43" not in other and "+0" in other


@pytest.mark.parametrize("wrong", ["muito", "500"])
def test_numbers_that_are_none_say_so_and_the_facts_stay(wrong):
    page = Client().get(reverse("trials:before_after"), {"growth": wrong, "users": "1", "applications": "1"})
    assert "growth" in page.context["form"].errors and "+43" in page.content.decode()


def test_a_report_is_filled_from_the_record_and_lists_what_is_missing():
    trial = making.trial_of_second()
    before = {item.clause: item.text for item in reporting.filled(trial, None)}
    assert before["CONSORT 22a"] == "" and before["CONSORT 13"].startswith("carta antiga (50")
    importing.bring_in(
        by=WHO, dataset=making.kept(trial, making.second_file()), mapping=Mapping(**making.SECOND_MAPPING)
    )
    analysis = looking.take_look(by=WHO, trial=trial)
    closing.close_trial(by=WHO, trial=trial, why="Como previsto.")
    trial.refresh_from_db()
    after = {item.clause: item.text for item in reporting.filled(trial, tell(analysis))}
    assert "carta nova: 30" in after["CONSORT 22a"] and after["CONSORT 23b"] == "Como previsto."
    page = signed_in(account_with("lab_lead")).get(reverse("trials:reporting", args=[trial.slug])).content.decode()
    protocol, _report, change = page.partition("pelo SPIRIT 2025")[2].partition("pelo CONSORT 2025")
    assert "SPIRIT 21b" in protocol.partition("O que o registo não diz")[0]
    assert "SPIRIT 7" in protocol.partition("O que o registo não diz")[2]
    assert "CONSORT 5a" in change.partition("O que o registo não diz")[2]


CARE = {"worse_off": "Quem tem pouca vista.", "stopping": "A direção pára com três queixas.", "data": "Um ano."}


def test_a_protocol_says_what_its_care_answers_and_what_nobody_answered():
    """Harms, stopping, data and what comes afterwards: each clause has the plan's own words, or names the question."""
    trial = making.trial_of_second(care=CARE, harm="stop", looks={"kind": "group_sequential", "number": 3})
    found = {item.clause: item for item in reporting.filled(trial, None) if item.clause.startswith("SPIRIT")}
    assert CARE["worse_off"] in found["SPIRIT 17"].text and not found["SPIRIT 17"].lacking
    assert found["SPIRIT 28a"].text == CARE["stopping"]
    assert "Parar" in found["SPIRIT 28b"].text and "(3)" in found["SPIRIT 28b"].text
    assert CARE["data"] in found["SPIRIT 26"].text and not found["SPIRIT 26"].lacking
    assert found["SPIRIT 34"].text == "" and "grupo de comparação" in found["SPIRIT 34"].lacking
    assert "dano" in found["SPIRIT 34"].lacking
    assert found["SPIRIT 32"].text == "" and found["SPIRIT 32"].lacking.count("?") == 2
    bare = making.trial_of_second(
        making.project_of("Outra"), care={"afterwards": "Recebem a carta.", "told": "Tudo."}, harm=""
    )
    lacking = {item.clause: item for item in reporting.filled(bare, None)}
    assert lacking["SPIRIT 34"].text == "Recebem a carta." and "?" not in lacking["SPIRIT 34"].lacking
    assert "pior" in lacking["SPIRIT 17"].lacking
    page = signed_in(account_with("lab_lead")).get(reverse("trials:reporting", args=[trial.slug])).content.decode()
    missing = (
        page.partition("pelo SPIRIT 2025")[2].partition("pelo CONSORT 2025")[0].partition("O que o registo não")[2]
    )
    assert found["SPIRIT 34"].lacking.split("?")[0] in missing


def test_a_protocol_says_when_and_how_many():
    notice = {"until": "2027-03-31", "pt": "Aviso.", "en": "Notice."}
    looks = {"from_day": "2027-02-01"}
    trial = making.trial_of_second(notice=notice, looks=looks, sample={"units": 400, "power": 0.8})
    found = {item.clause: item for item in reporting.filled(trial, None)}
    assert "31 de março de 2027" in found["SPIRIT 18"].text and "1 de fevereiro de 2027" in found["SPIRIT 18"].text
    assert "400" in found["SPIRIT 19"].text and "80" in found["SPIRIT 19"].text and not found["SPIRIT 19"].lacking
    assert "aviso público" in found["SPIRIT 8"].text
    plain = {item.clause: item for item in reporting.filled(making.trial_of_second(making.project_of("Outra")), None)}
    assert plain["SPIRIT 18"].text == "" and plain["SPIRIT 19"].lacking
