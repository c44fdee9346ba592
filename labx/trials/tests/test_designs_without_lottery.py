"""Series, and trials together: from plan and file to result and recomputing."""

from datetime import date, timedelta

import numpy as np
import pytest

from labx.trials.designs.interrupted import SeriesForm
from labx.trials.engine.quasi.interrupted_series import interrupted_series
from labx.trials.engine.quasi.interruption import Interruption
from labx.trials.plan.faults import BadPlan
from labx.trials.plan.reading import check_plan
from labx.trials.tests import making
from labx.trials.tests.test_designs_over_time import PLAN, brought, recomputed, texts

pytestmark = pytest.mark.django_db

MONTHS = [date(2020 + month // 12, month % 12 + 1, 1) for month in range(48)]
SERIES = {
    "design": "series",
    "arms": [],
    "options": {"changed_on": "2022-07-01", "season": "12", "has_comparator": True, "window": 1},
}
SERIES_VARIABLES = {"dias": "dias", "series.day": "mes", "series.comparator": "outro"}


def months(effect: float = -5) -> dict[str, list]:
    random = np.random.default_rng(11)
    place = np.arange(48)
    season = 3 * np.sin(place * np.pi / 6)
    days = 40 + 0.1 * place + season + effect * (place >= 31) + 0.7 * random.normal(size=48)
    other = 30 + season + 0.5 * random.normal(size=48)
    return {
        "mes": [day.isoformat() for day in MONTHS],
        "dias": days.round(4).tolist(),
        "outro": other.round(4).tolist(),
    }


def test_a_series():
    data = months()
    told = brought(SERIES, data, SERIES_VARIABLES)
    expected = interrupted_series(
        data["dias"],
        Interruption(first=30, window=1, season_length=12),
        errors="restricted",
        confidence=0.95,
        comparator=data["outro"],
    )
    found = told.result["effects"][0]["answer"]
    assert found["estimate"] == pytest.approx(expected.mean.estimate)
    assert found["interval"]["lower"] == pytest.approx(expected.mean.interval.lower)
    assert recomputed(told)
    assert "menos" in told.finding
    assert "Nada foi sorteado" in told.verdict
    assert "datas anteriores" in texts(told)
    picture = told.design.sections(told)[0].chart
    assert len(picture.rows) == 48


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"changed_on": "2020-06-01"}, "antes da mudança"),
        ({"changed_on": "2019-01-01"}, "antes da mudança"),
        ({"changed_on": "2024-01-01"}, "depois de a mudança"),
    ],
)
def test_a_series_that_is_too_short_says_so(changed, word):
    plan = {**SERIES, "options": {**SERIES["options"], "season": "0", **changed}}
    told = brought(plan, months(), SERIES_VARIABLES)
    assert word in told.finding
    assert not told.has_answer


def test_a_series_with_a_hole_says_so():
    data = {name: values[:10] + values[13:] for name, values in months().items()}
    told = brought(SERIES, data, SERIES_VARIABLES)
    assert "falta ou está duas vezes" in told.finding


def test_a_series_without_slope_or_comparator():
    plan = {**SERIES, "options": {"changed_on": "2022-07-01", "has_slope": False, "errors": "newey-west"}}
    data = {name: values for name, values in months().items() if name != "outro"}
    told = brought(plan, data, {"dias": "dias", "series.day": "mes"})
    assert told.result["parts"]["lines"]["slope"] is None
    assert told.result["parts"]["wandering"]["level"]["estimate"] < 0
    assert "uma só reta" in texts(told)
    assert recomputed(told)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"changed_on": "31/12/2026"},
        {"changed_on": "2026-12-31", "season": "5"},
        {"changed_on": "2026-12-31", "window": -1},
        {"changed_on": "2026-12-31", "has_slope": "sim"},
    ],
)
def test_series_that_cannot_be(options):
    with pytest.raises(BadPlan, match=r"options\."):
        check_plan({**making.SECOND, **PLAN, **SERIES, "options": options})


TOGETHER = {"design": "together", "arms": []}
TOGETHER_VARIABLES = {"dias": "dias", "unit": "onde", "trial.error": "erro"}


def trials(differ: float = 2.0) -> dict[str, list]:
    return {
        "onde": ["Porto", "Faro", "Braga", "Lisboa", "Évora"],
        "dias": [round(-3 + differ * step, 3) for step in (-1, 0.5, 0, 1, -0.5)],
        "erro": [0.5, 0.6, 0.4, 0.7, 0.5],
    }


def test_trials_taken_together():
    told = brought(TOGETHER, trials(), TOGETHER_VARIABLES)
    found = told.result["effects"][0]["answer"]
    assert -4 < found["estimate"] < -2
    assert found["interval"]["lower"] < found["estimate"] < found["interval"]["upper"]
    assert recomputed(told)
    section = told.design.sections(told)[0]
    assert len(section.chart.rows) == 5 + 2
    assert "mais do que acaso" in texts(told)
    assert "com poucos ensaios é largo" in texts(told)


def test_trials_that_agree():
    assert "não diferem mais do que o acaso" in texts(brought(TOGETHER, trials(0.05), TOGETHER_VARIABLES))


def test_one_trial_alone_and_two():
    one = {name: values[:1] for name, values in trials().items()}
    told = brought(TOGETHER, one, TOGETHER_VARIABLES)
    assert "Só há um" in told.finding
    assert told.design.sections(told) == []
    two = {name: values[:2] for name, values in trials().items()}
    told = brought(TOGETHER, two, TOGETHER_VARIABLES)
    assert len(told.design.sections(told)[0].chart.rows) == 2 + 1
    assert "nada se diz de um próximo" in texts(told)


def test_days_between_points_may_be_those_of_weeks():
    random = np.random.default_rng(11)
    weeks = [(date(2024, 1, 1) + timedelta(weeks=week)).isoformat() for week in range(40)]
    days = (10 + random.normal(size=40) - 3 * (np.arange(40) >= 20)).round(4).tolist()
    plan = {**SERIES, "options": {"changed_on": weeks[20]}}
    told = brought(plan, {"mes": weeks, "dias": days}, {"dias": "dias", "series.day": "mes"})
    assert told.has_answer
    assert told.result["parts"]["lines"]["before"] == 20


def test_a_short_past_has_no_other_dates_to_try():
    plan = {**SERIES, "options": {"changed_on": "2021-02-01"}}
    data = {name: values for name, values in months().items() if name != "outro"}
    told = brought(plan, data, {"dias": "dias", "series.day": "mes"})
    assert told.result["parts"]["lines"]["before"] == 13
    assert "Não se pode experimentar outra data" in texts(told)


def test_a_series_that_never_varies_says_so():
    data = {"mes": months()["mes"], "dias": [7.0] * 48}
    told = brought({**SERIES, "options": {"changed_on": "2022-07-01"}}, data, {"dias": "dias", "series.day": "mes"})
    assert "explicam por completo" in told.finding
    assert told.design.sections(told) == []


def test_a_wandering_level_that_was_not_found_is_said_so(monkeypatch):
    monkeypatch.setattr("labx.trials.engine.quasi.structural_series.MOST_STEPS", 1)
    told = brought(SERIES, months(), SERIES_VARIABLES)
    assert "O modelo estrutural não dá resposta" in texts(told)


def test_the_day_of_the_change_is_kept_as_a_code():
    sent = {"changed_on": "01/07/2022", "season": "12", "window": "0", "errors": "restricted"}
    form = SeriesForm(sent)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["changed_on"] == "2022-07-01"
    assert not SeriesForm({**sent, "changed_on": "amanhã"}).is_valid()
