"""Changes, thresholds and mixtures of places: from plan and file to result and recomputing."""

import numpy as np
import pytest

from labx.trials.engine.panel.group_time import group_time_effects
from labx.trials.engine.quasi.discontinuity import discontinuity
from labx.trials.engine.quasi.synthetic_control import synthetic_control
from labx.trials.plan.faults import BadPlan
from labx.trials.plan.reading import check_plan
from labx.trials.tests import making
from labx.trials.tests.test_designs_over_time import PLAN, brought, recomputed, texts

pytestmark = pytest.mark.django_db


def changes(starts=(2021, 2023, None), grows: float = 2.0, apart: float = 0.0) -> dict[str, list]:
    """Thirty places from 2018 to 2025, beginning at different times or never."""
    random = np.random.default_rng(11)
    place, year = np.repeat(np.arange(30), 8), np.tile(np.arange(2018, 2026), 30)
    start = np.array([starts[number % len(starts)] or 9999 for number in range(30)])[place]
    treated = year >= start
    days = place + 0.5 * year + np.where(treated, -3 - grows * (year - start), 0) + random.normal(size=240)
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


def test_too_few_places_to_compare_changes():
    data = {name: values[:32] for name, values in changes().items()}
    told = brought(CHANGES, data, CHANGES_VARIABLES)
    assert not told.has_answer
    assert "precisos" in texts(told) or "precisam" in texts(told)


THRESHOLD = {"design": "threshold", "arms": [], "options": {"threshold": 65}}
THRESHOLD_VARIABLES = {"dias": "dias", "rule.value": "idade"}


def ages(moved: bool = False) -> dict[str, list]:
    random = np.random.default_rng(11)
    age = random.uniform(55, 75, 900)
    if moved:
        age = np.where((age < 65) & (age > 63.5) & (np.arange(900) % 4 > 0), 130 - age, age)
    days = 20 + 0.3 * (age - 65) + 0.02 * (age - 65) ** 2 - 4 * (age >= 65) + random.normal(size=900)
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
SHARED = np.cumsum(np.random.default_rng(5).normal(size=(2, 16)), axis=1)


def places(donors: int = 16) -> dict[str, list]:
    random = np.random.default_rng(11)
    names = ["Óbidos", *(f"concelho {number}" for number in range(donors))]
    shares = np.vstack([[0.5, 0.5], random.dirichlet([1, 1], donors)])
    days = 50 + shares @ SHARED + 0.2 * random.normal(size=(donors + 1, 16))
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
