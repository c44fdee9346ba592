"""Series, changes, thresholds, mixtures and trials together: from plan and file to result and recomputing."""

from datetime import date, timedelta

import numpy as np
import pytest

from labx.trials.designs.interrupted import SeriesForm
from labx.trials.engine.panel.group_time import group_time_effects
from labx.trials.engine.quasi.discontinuity import discontinuity
from labx.trials.engine.quasi.interrupted_series import interrupted_series
from labx.trials.engine.quasi.interruption import Interruption
from labx.trials.engine.quasi.synthetic_control import synthetic_control
from labx.trials.plan.faults import BadPlan
from labx.trials.plan.reading import check_plan
from labx.trials.tests import making
from labx.trials.tests.test_designs_over_time import PLAN, brought, recomputed, texts

pytestmark = pytest.mark.django_db

RANDOM = np.random.default_rng(11)
MONTHS = [date(2020 + month // 12, month % 12 + 1, 1) for month in range(48)]
SERIES = {
    "design": "series",
    "arms": [],
    "options": {"changed_on": "2022-07-01", "season": "12", "has_comparator": True, "window": 1},
}
SERIES_VARIABLES = {"dias": "dias", "series.day": "mes", "series.comparator": "outro"}


def months(effect: float = -5) -> dict[str, list]:
    place = np.arange(48)
    season = 3 * np.sin(place * np.pi / 6)
    days = 40 + 0.1 * place + season + effect * (place >= 31) + 0.7 * RANDOM.normal(size=48)
    other = 30 + season + 0.5 * RANDOM.normal(size=48)
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


def changes(starts=(2021, 2023, None), grows: float = 2.0, apart: float = 0.0) -> dict[str, list]:
    """Thirty places from 2018 to 2025, beginning at different times or never."""
    place, year = np.repeat(np.arange(30), 8), np.tile(np.arange(2018, 2026), 30)
    start = np.array([starts[number % len(starts)] or 9999 for number in range(30)])[place]
    treated = year >= start
    days = place + 0.5 * year + np.where(treated, -3 - grows * (year - start), 0) + RANDOM.normal(size=240)
    days = days + apart * (year - 2018) * (start < 9999)
    return {
        "onde": [f"concelho-{one}" for one in place],
        "ano": year.tolist(),
        "tem": treated.astype(int).tolist(),
        "dias": days.round(4).tolist(),
    }


CHANGES = {"design": "changes", "arms": [], "options": {"compared": "not_yet"}}
CHANGES_VARIABLES = {"dias": "dias", "unit": "onde", "change.period": "ano", "change.treated": "tem"}


@pytest.mark.parametrize("compared", ["not_yet", "never"])
def test_changes_compared_with_changes(compared):
    data = changes()
    told = brought({**CHANGES, "options": {"compared": compared}}, data, CHANGES_VARIABLES)
    expected = group_time_effects(
        data["dias"],
        treatment=data["tem"],
        unit=data["onde"],
        period=data["ano"],
        comparison="never" if compared == "never" else "not yet",
        confidence=0.95,
    )
    found = told.result["effects"][0]["answer"]
    assert found["estimate"] == pytest.approx(expected.overall.estimate)
    assert found["interval"]["upper"] == pytest.approx(expected.overall.interval.upper)
    assert recomputed(told)
    assert "alturas diferentes" in texts(told)
    assert told.design.sections(told)[0].chart.rows


def test_groups_that_moved_apart_before_are_told():
    assert "em dúvida" in texts(brought(CHANGES, changes(apart=3), CHANGES_VARIABLES))


def test_one_start_for_all_is_told():
    data = changes(starts=(2019, None))
    told = brought(CHANGES, data, CHANGES_VARIABLES)
    assert "ao mesmo tempo" in texts(told)
    assert "Não há períodos que cheguem" in texts(told)


def test_backward_weights_are_told():
    data = changes(starts=(2019, 2024))
    assert "não a use" in texts(brought(CHANGES, data, CHANGES_VARIABLES))


def test_few_places_behind_a_point_are_told():
    data = changes(starts=(2021, *[None] * 29))
    assert "menos de cinco locais" in texts(brought(CHANGES, data, CHANGES_VARIABLES)).lower()


def test_places_that_stop_say_why_there_is_no_answer():
    data = changes()
    data["tem"] = [had if year < 2024 else 0 for had, year in zip(data["tem"], data["ano"], strict=True)]
    told = brought(CHANGES, data, CHANGES_VARIABLES)
    assert "deixam de ser tratadas" in told.finding
    assert told.design.sections(told)


def test_compared_with_what_is_not_known():
    with pytest.raises(BadPlan, match=r"options\.compared"):
        check_plan({**making.SECOND, **PLAN, **CHANGES, "options": {"compared": "all"}})


THRESHOLD = {"design": "threshold", "arms": [], "options": {"threshold": 65}}
THRESHOLD_VARIABLES = {"dias": "dias", "rule.value": "idade"}


def ages(moved: bool = False) -> dict[str, list]:
    age = RANDOM.uniform(55, 75, 900)
    if moved:
        age = np.where((age < 65) & (age > 63.5) & (np.arange(900) % 4 > 0), 130 - age, age)
    days = 20 + 0.3 * (age - 65) + 0.02 * (age - 65) ** 2 - 4 * (age >= 65) + RANDOM.normal(size=900)
    return {"idade": age.round(5).tolist(), "dias": days.round(5).tolist()}


@pytest.mark.parametrize("bandwidth", [None, 4.0])
def test_a_threshold(bandwidth):
    data = ages()
    options = {"threshold": 65, **({"bandwidth": bandwidth} if bandwidth else {})}
    told = brought({**THRESHOLD, "options": options}, data, THRESHOLD_VARIABLES)
    expected = discontinuity(data["dias"], data["idade"], threshold=65, confidence=0.95, bandwidth=bandwidth)
    found = told.result["effects"][0]["answer"]
    assert found["estimate"] == pytest.approx(expected.estimate)
    assert found["interval"]["lower"] == pytest.approx(expected.interval.lower)
    assert recomputed(told)
    assert "não mostram que houve quem passasse o limiar" in texts(told)
    assert len(told.design.sections(told)[1].rows) == 5


def test_people_who_moved_across_are_told():
    assert "em dúvida" in texts(brought(THRESHOLD, ages(moved=True), THRESHOLD_VARIABLES))


def test_nobody_near_the_threshold():
    data = ages()
    far = [place for place, age in enumerate(data["idade"]) if abs(age - 65) > 4]
    few = {name: [values[place] for place in far] for name, values in data.items()}
    told = brought({**THRESHOLD, "options": {"threshold": 65, "bandwidth": 3}}, few, THRESHOLD_VARIABLES)
    assert "perto do limiar" in told.finding
    assert told.design.sections(told) == []


def test_a_threshold_is_a_number():
    with pytest.raises(BadPlan, match=r"options\.threshold"):
        check_plan({**making.SECOND, **PLAN, **THRESHOLD, "options": {}})


def test_few_people_cannot_be_tested_for_moving():
    data = {name: values[:48] for name, values in ages().items()}
    told = brought({**THRESHOLD, "options": {"threshold": 65, "bandwidth": 9}}, data, THRESHOLD_VARIABLES)
    assert "Não se pode testar se houve quem passasse" in texts(told)


MIXING = {"design": "synthetic", "arms": [], "confidence": 0.9, "options": {"treated": "Óbidos", "first": 2016}}
MIXING_VARIABLES = {"dias": "dias", "unit": "onde", "place.period": "ano"}
SHARED = np.cumsum(RANDOM.normal(size=(2, 16)), axis=1)


def places(donors: int = 16) -> dict[str, list]:
    names = ["Óbidos", *(f"concelho {number}" for number in range(donors))]
    shares = np.vstack([[0.5, 0.5], RANDOM.dirichlet([1, 1], donors)])
    days = 50 + shares @ SHARED + 0.2 * RANDOM.normal(size=(donors + 1, 16))
    days[0, 10:] -= 4
    return {
        "onde": np.repeat(names, 16).tolist(),
        "ano": np.tile(np.arange(2006, 2022), donors + 1).tolist(),
        "dias": days.ravel().round(4).tolist(),
    }


def test_a_mixture_of_places():
    data = places()
    told = brought(MIXING, data, MIXING_VARIABLES)
    table = np.array(data["dias"]).reshape(17, 16)
    expected = synthetic_control(table[0], table[1:], names=[str(n) for n in range(16)], first=10, confidence=0.9)
    found = told.result["effects"][0]["answer"]
    assert found["estimate"] == pytest.approx(expected.effect)
    assert found["p_value"] == expected.p_value
    assert found["interval"]["lower"] == pytest.approx(expected.interval.lower)
    assert recomputed(told)
    assert "Fingindo que começou em" in texts(told)
    assert told.design.sections(told)[1].rows


def test_too_few_places_for_an_interval_still_show_the_gap():
    told = brought(MIXING, places(donors=7), MIXING_VARIABLES)
    assert "não tem intervalo" in told.finding
    assert "O local e a sua mistura" in texts(told)


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"treated": "Atlântida", "first": 2016}, "Atlântida"),
        ({"treated": "Óbidos", "first": 2030}, "Não há períodos antes ou depois"),
        ({"treated": "Óbidos", "first": 2009}, "o mínimo são"),
    ],
)
def test_mixtures_that_cannot_be_made(options, word):
    told = brought({**MIXING, "options": options}, places(), MIXING_VARIABLES)
    assert word in told.finding
    assert told.design.sections(told) == []


def test_an_early_change_has_no_earlier_date_to_try():
    told = brought({**MIXING, "options": {"treated": "Óbidos", "first": 2013}}, places(), MIXING_VARIABLES)
    assert "o mínimo são" in texts(told)


@pytest.mark.parametrize("options", [{"treated": "Óbidos"}, {"first": 2016}, {"treated": "", "first": 2016}])
def test_a_mixture_needs_a_place_and_a_period(options):
    with pytest.raises(BadPlan, match=r"options\."):
        check_plan({**making.SECOND, **PLAN, **MIXING, "options": options})


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


def test_days_between_points_may_be_those_of_weeks():
    weeks = [(date(2024, 1, 1) + timedelta(weeks=week)).isoformat() for week in range(40)]
    days = (10 + RANDOM.normal(size=40) - 3 * (np.arange(40) >= 20)).round(4).tolist()
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


def test_too_few_places_to_compare_changes():
    data = {name: values[:32] for name, values in changes().items()}
    told = brought(CHANGES, data, CHANGES_VARIABLES)
    assert not told.has_answer
    assert "precisos" in texts(told) or "precisam" in texts(told)


def test_the_day_of_the_change_is_kept_as_a_code():
    sent = {"changed_on": "01/07/2022", "season": "12", "window": "0", "errors": "restricted"}
    form = SeriesForm(sent)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["changed_on"] == "2022-07-01"
    assert not SeriesForm({**sent, "changed_on": "amanhã"}).is_valid()
