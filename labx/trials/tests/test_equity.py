"""Who is left out: the level without the change, harm beyond the margin in a group, and what the plan says then."""

import io

import numpy as np
import pytest
from django.urls import reverse
from pypdf import PdfReader

from labx.core.audit.models import AuditPayload
from labx.trials import looking, queries
from labx.trials.analysis.analyse import analyse
from labx.trials.analysis.equity import harmed, is_beyond
from labx.trials.analysis.table import Table
from labx.trials.intake import importing
from labx.trials.intake.rows import Mapping
from labx.trials.lottery.closing import decision_by_rule
from labx.trials.plan.faults import BadPlan
from labx.trials.plan.reading import check_plan, read_plan
from labx.trials.plan.shape import Outcome
from labx.trials.telling.result import tell
from labx.trials.telling.summaries import lines_of
from labx.trials.tests import making
from labx.trials.tests.making import SECOND, WHO
from tests.people import account_with, signed_in

ARMS = [{"code": "antiga", "label": "antiga"}, {"code": "nova", "label": "nova"}]
DAYS = {"code": "dias", "label": "dias de espera", "kind": "mean", "unit": "dias", "role": "guardrail"}
PLAN = {
    **SECOND,
    "arms": ARMS,
    "outcomes": [SECOND["outcomes"][0], {**DAYS, "better": "lower", "margin": 2.0}],
    "correction": "none",
    "harm": "stop",
}


def units(*, more_days: float, few: bool = False) -> Table:
    """Eighty people, forty in each arm. The old wait `more_days` longer with the new letter; the young do not."""
    arms, old = np.arange(80) % 2, np.arange(80) % 4 >= 2
    if few:
        old = np.arange(80) < 12
    days = 10 + np.arange(80) // 4 % 3 + np.where(old & (arms == 1), more_days, 0.0)
    done = np.where(old, np.arange(80) % 5 < 1, np.arange(80) % 5 < 4).astype(float)
    return Table(arms, {"terminou": done, "dias": days.astype(float)}, {"idade": np.where(old, "velha", "jovem")})


def test_the_level_without_the_change_by_hand() -> None:
    table = units(more_days=0)
    part = analyse(read_plan(PLAN), table)["parts"]["subgroups"][0]
    old = table.where((table.codes["idade"] == "velha") & (table.arms == 0)).numbers["terminou"]
    young = table.where((table.codes["idade"] == "jovem") & (table.arms == 0)).numbers["terminou"]
    levels = {one["value"]: one["level"] for one in part["levels"]}
    assert levels == {"velha": sum(old) / 20, "jovem": sum(young) / 20}
    assert part["lowest"] == "velha"


def test_harm_in_one_group_is_found_although_the_whole_shows_less() -> None:
    result = analyse(read_plan(PLAN), units(more_days=6))
    assert [(one["value"], one["outcome"]) for one in harmed(result)] == [("velha", "dias")]
    assert harmed(analyse(read_plan(PLAN), units(more_days=0))) == []


def test_a_group_too_small_to_show_is_not_judged() -> None:
    part = analyse(read_plan(PLAN), units(more_days=50, few=True))["parts"]["subgroups"][0]
    small = next(one for one in part["guardrails"] if one["value"] == "velha")
    assert small == {"outcome": "dias", "value": "velha", "is_small": True, "is_harmed": False}
    assert part["levels"][1]["level"] is None
    assert part["lowest"] is None


def test_older_plans_give_what_they_gave() -> None:
    old = {key: value for key, value in PLAN.items() if key != "harm"}
    part = analyse(read_plan(old), units(more_days=6))["parts"]["subgroups"][0]
    assert part.keys() == {"subgroup", "arm", "values", "interaction", "worst"}


@pytest.mark.parametrize(
    ("better", "margin", "low", "high", "is_harm"),
    [
        ("lower", 2.0, 2.1, 5.0, True),
        ("lower", 2.0, 1.9, 5.0, False),  # touches the margin
        ("lower", None, 0.1, 5.0, True),
        ("higher", 2.0, -5.0, -2.1, True),
        ("higher", 2.0, -5.0, -1.9, False),
        ("higher", 2.0, 2.1, 5.0, False),  # better
    ],
)
def test_harm_is_an_interval_wholly_beyond_the_margin(better, margin, low, high, is_harm) -> None:
    outcome = Outcome("y", "y", better=better, margin=margin)
    assert is_beyond(outcome, {"interval": {"lower": low, "upper": high}}) is is_harm
    assert not is_beyond(outcome, {"cannot": {}})


def test_the_plan_says_what_harm_leads_to() -> None:
    assert check_plan(PLAN)["harm"] == "stop"
    with pytest.raises(BadPlan):
        check_plan({**PLAN, "harm": "maybe"})
    assert "Parar, se em algum grupo" in f"{lines_of(PLAN)}"


def imported(harm: str, more_days: int = 9):
    rows = [
        f"p{n},{('antiga', 'nova')[n % 2]},{n % 3 // 2},"
        f"{n // 4 % 3 + (more_days if n % 4 == 3 else 0)},{'até 29' if n % 4 < 2 else '30 ou mais'}"
        for n in range(120)
    ]
    trial = making.trial_of_second(**{**PLAN, "harm": harm})
    mapping = {**making.SECOND_MAPPING, "arms": {"antiga": "antiga", "nova": "nova"}}
    content = making.table(*rows, header="id,grupo,terminou,dias,idade")
    importing.bring_in(by=WHO, dataset=making.kept(trial, content), mapping=Mapping(**mapping))
    return queries.trial_by_slug(trial.slug)


@pytest.mark.django_db
def test_the_rule_is_shown_recorded_and_leads_to_stopping() -> None:
    trial = imported("stop")
    told = tell(looking.take_look(by=WHO, trial=trial))
    assert told.situation == "harmed"
    assert decision_by_rule(told) == "stop"
    assert "30 anos ou mais" in told.verdict
    recorded = AuditPayload.objects.filter(entry__action="trials.take_look").get()
    assert '"value":"velha"' in recorded.content
    client = signed_in(account_with("lab_lead"))
    page = client.get(reverse("trials:record", args=[trial.slug])).content.decode()
    for words in ("Se algum grupo foi prejudicado", "O plano diz: parar", "Sem a mudança, quem estava pior"):
        assert words in page
    document = client.get(reverse("trials:pdf", args=[trial.slug])).content
    text = " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(document)).pages)
    assert "prejudicado" in text


@pytest.mark.django_db
def test_a_plan_that_only_shows_harm_does_not_stop() -> None:
    told = tell(looking.take_look(by=WHO, trial=imported("shown")))
    assert "30 anos ou mais" not in told.verdict
    assert harmed(told.result)
    without = tell(looking.take_look(by=WHO, trial=imported_again()))
    assert not harmed(without.result)


def imported_again():
    rows = [
        f"p{n},{('antiga', 'nova')[n % 2]},{n % 3 // 2},{n // 4 % 3},{'até 29' if n % 4 < 2 else '30 ou mais'}"
        for n in range(120)
    ]
    trial = making.trial_of_second(making.project_of("Outro"), **PLAN)
    mapping = {**making.SECOND_MAPPING, "arms": {"antiga": "antiga", "nova": "nova"}}
    content = making.table(*rows, header="id,grupo,terminou,dias,idade")
    importing.bring_in(by=WHO, dataset=making.kept(trial, content), mapping=Mapping(**mapping))
    return trial
