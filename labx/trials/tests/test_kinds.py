"""Ratios, quantiles, ratings and times: from plan and file to result page and a package that recomputes."""

import html
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from django.urls import reverse

from labx.core.files.archive import write_zip
from labx.stats.cross_moments import CrossMoments
from labx.stats.errors import CannotEstimate
from labx.trials import queries
from labx.trials.analysis.analyse import analyse
from labx.trials.analysis.table import Table
from labx.trials.analysis.waiting import section_of
from labx.trials.designs.individual import INDIVIDUAL
from labx.trials.engine.outcomes.proportional_odds import proportional_odds
from labx.trials.engine.outcomes.quantile import difference_of_quantiles
from labx.trials.engine.outcomes.ratio import difference_of_ratios
from labx.trials.engine.outcomes.superiority import superiority
from labx.trials.engine.outcomes.survival import Times, difference_of_restricted_means
from labx.trials.intake import importing
from labx.trials.intake.rows import Mapping
from labx.trials.kinds.declare import written
from labx.trials.kinds.time import TIME
from labx.trials.plan.faults import BadPlan
from labx.trials.plan.reading import check_plan, read_plan
from labx.trials.plan.shape import Outcome
from labx.trials.publishing import conclusions
from labx.trials.publishing.package import recompute
from labx.trials.sizing.arms import one_by_one
from labx.trials.telling.result import tell
from labx.trials.tests import making
from labx.trials.tests.making import SECOND, WHO
from tests.people import account_with, signed_in

ARMS = [{"code": "antes", "label": "como hoje"}, {"code": "novo", "label": "novo atendimento"}]
COMMON = {"code": "y", "label": "tempo de espera", "unit": "dias", "better": "lower", "worthwhile": 1}
OUTCOMES = {
    "ratio": {**COMMON, "kind": "ratio", "unit": "minutos por chamada"},
    "quantile": {**COMMON, "kind": "quantile", "quantile": 0.75},
    "rate": {**COMMON, "kind": "rate", "unit": "por 100 dias", "per": 100.0},
    "rank": {**COMMON, "kind": "rank", "unit": "", "better": "higher", "worthwhile": 0.1},
    "odds": {**COMMON, "kind": "odds", "unit": "", "better": "higher", "worthwhile": 0.4},
    "time": {**COMMON, "kind": "time", "horizon": 12},
}
SECOND_COLUMN = {"ratio": "y.over", "rate": "y.over", "time": "y.happened"}
OTHER = {"code": "terminou", "label": "terminaram", "kind": "share", "role": "guardrail"}


def plan_of(kind, **changed):
    return {
        **SECOND,
        "arms": ARMS,
        "outcomes": [{**OUTCOMES[kind], **changed}, OTHER],
        "subgroups": [],
        "correction": "none",
    }


def rows_of(kind, size=120):
    """The arm, the outcome and its second number of each person."""
    random = np.random.default_rng(11)
    arms = np.arange(size) % 2
    second = 1.0 + random.poisson(4, size)
    values = random.gamma(2, 5, size) * np.where(arms, 0.8, 1)
    if kind == "ratio":
        values = values * second
    if kind == "rate":
        values, second = 1.0 * random.poisson(second * np.where(arms, 0.2, 0.4)), second
    if kind in ("rank", "odds"):
        values, second = 1.0 + random.integers(0, 5, size) + arms, second
    if kind == "time":
        second = (values < 25).astype(float)
        values = np.minimum(values, 25)
    return arms, values.round(3), second


def expected(kind, arms, values, second):
    sides = [(values[arms == place], second[arms == place]) for place in (1, 0)]
    if kind == "ratio":
        names = ("above", "below")
        both = [CrossMoments.of(np.column_stack(side), names=names) for side in sides]
        return difference_of_ratios(*both, numerator="above", denominator="below", confidence=0.95)
    if kind == "quantile":
        return difference_of_quantiles(sides[0][0], sides[1][0], share=0.75, confidence=0.95)
    if kind == "rate":
        both = [CrossMoments.of(np.column_stack([v, s / 100]), names=("above", "below")) for v, s in sides]
        return difference_of_ratios(*both, numerator="above", denominator="below", confidence=0.95)
    if kind == "odds":
        return proportional_odds(sides[0][0], sides[1][0], confidence=0.95).effect
    if kind == "rank":
        return superiority(sides[0][0], sides[1][0], confidence=0.95)
    return difference_of_restricted_means(*(Times.of(*side) for side in sides), horizon=12, confidence=0.95)


def trial_with(kind):
    trial = making.trial_of_second(**plan_of(kind))
    arms, values, second = rows_of(kind)
    lines = [f"p{n},{ARMS[arms[n]]['code']},{values[n]},{second[n]},{n % 3 // 2}" for n in range(len(arms))]
    variables = {"y": "valor", "terminou": "fim"}
    if kind in SECOND_COLUMN:
        variables[SECOND_COLUMN[kind]] = "outro"
    codes = {arm["code"]: arm["code"] for arm in ARMS}
    mapping = Mapping(unit="id", arm="grupo", arms=codes, variables=variables, words={})
    dataset = making.kept(trial, ("id,grupo,valor,outro,fim\n" + "\n".join(lines)).encode())
    importing.bring_in(by=WHO, dataset=dataset, mapping=mapping)
    assert queries.dataset(dataset.pk).state == "imported", queries.dataset(dataset.pk).problems
    return trial


@pytest.mark.django_db
@pytest.mark.parametrize("kind", OUTCOMES)
def test_from_the_plan_to_the_page_and_the_package(kind, tmp_path):
    trial = trial_with(kind)
    told = tell(making.looked(trial))
    answer, engine = told.primary.answer, expected(kind, *rows_of(kind))
    scale = 2 if kind == "rank" else 1
    assert answer["estimate"] == pytest.approx(scale * engine.estimate)
    assert answer["interval"]["lower"] == pytest.approx(scale * engine.interval.lower)
    assert answer["p_value"] == pytest.approx(engine.p_value)
    page = html.unescape(
        signed_in(account_with("lab_lead")).get(reverse("trials:record", args=[trial.slug])).content.decode()
    )
    assert told.finding in page
    assert "%(" not in told.finding + told.primary.definition
    if kind == "time":
        section = section_of(told)
        assert section.title in page and section.chart.description in page
        assert section.rows[0][1].startswith("100")
        assert section.rows[-1][0].startswith("12")
    path = tmp_path / "package.zip"
    write_zip(path, conclusions.package_of(told))
    assert recompute(path)[1] == []


def analysed(kind, arms, values, second, **changed):
    numbers = {"y": np.asarray(values, dtype=float), "terminou": np.zeros(len(arms))}
    if kind in SECOND_COLUMN:
        numbers[SECOND_COLUMN[kind]] = np.asarray(second, dtype=float)
    result = analyse(read_plan(check_plan(plan_of(kind, **changed))), Table(np.asarray(arms), numbers, {}))
    return result["effects"][0], result["outcomes"]


@pytest.mark.parametrize("kind", OUTCOMES)
def test_nobody_measured_in_a_group(kind):
    entry, summaries = analysed(kind, [0, 0, 0, 1, 1], [1, 2, 3, np.nan, np.nan], [1, 1, 1, 1, 1])
    assert "One group has nobody" in entry["answer"]["cannot"]["why"]
    assert [one["measured"] for one in summaries[:2]] == [3, 0]
    assert summaries[1]["value"] is None


def test_margins_and_second_numbers():
    arms, values, second = rows_of("time")
    entry, summaries = analysed("time", arms, values, second, margin=3)
    assert entry["margin"]["is_shown"] == (entry["answer"]["interval"]["upper"] <= 3)
    assert 0 < summaries[0]["value"] < 12
    wrong, summaries = analysed("time", arms, values, second + 1)
    assert "neither 0 nor 1" in wrong["answer"]["cannot"]["why"]
    assert summaries[0]["value"] is None
    entry, _summaries = analysed("quantile", *rows_of("quantile"), margin=5)
    assert entry["margin"]["p_value"] < 0.5
    entry, summaries = analysed("ratio", *rows_of("ratio"))
    assert entry["relative"]["estimate"] == pytest.approx(summaries[1]["value"] / summaries[0]["value"] - 1)


def test_a_time_needs_its_horizon():
    with pytest.raises(BadPlan, match=r"outcomes\.0\.horizon"):
        check_plan(plan_of("time", horizon=None))
    with pytest.raises(BadPlan, match=r"outcomes\.0\.unit"):
        check_plan(plan_of("ratio", unit=""))


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("ratio", {"spread": 3.0}),
        ("time", {"spread": 3.0}),
        ("rank", {}),
        ("rate", {"baseline": 40.0, "exposure": 5.0}),
        ("odds", {"levels": 5, "commonest": 0.2}),
    ],
)
def test_how_many(kind, asked):
    sample = one_by_one(read_plan(check_plan(plan_of(kind))), {"power": 0.8, **asked})
    assert sample.units > 100
    assert sample.power >= 0.8
    if kind == "rank":  # Noether: (1.96 + 0.84)² / (3 x 0.1²) for both groups together, twice that in two equal ones
        assert sample.units == pytest.approx(4 * 2.8016**2 / (3 * 0.1**2), rel=0.01)
    if kind == "odds":  # Whitehead: 6 (z + z)² / (effect² (1 - sum of shares³)) in each group
        assert sample.units == pytest.approx(2 * 6 * 2.8016**2 / (0.4**2 * (1 - 5 * 0.2**3)), rel=0.01)
    if kind == "rate":  # (z + z)² (both rates / exposure) / difference² in each group; exposure in hundreds of days
        assert sample.units == pytest.approx(2 * 2.8016**2 * ((40 + 39) / 0.05) / 1**2, rel=0.01)


def test_sizes_of_rates_take_both_rates_and_their_crowding():
    """From 1 to 2 events each: (z + z)² (1 + 2) in each group, and as many times that as events crowd."""
    asked = {"power": 0.8, "baseline": 1.0, "exposure": 100.0}
    plan = read_plan(check_plan(plan_of("rate", better="higher")))
    alone, crowded = (one_by_one(plan, {**asked, "crowding": crowding}) for crowding in (1.0, 4.0))
    assert alone.by_arm[0] == pytest.approx(2.8016**2 * 3, abs=2)
    assert crowded.by_arm[0] == pytest.approx(2.8016**2 * 3 * 4, abs=2)
    uneven = [{**ARMS[0], "share": 0.8}, {**ARMS[1], "share": 0.2}]
    unequal = one_by_one(read_plan(check_plan({**plan_of("rate", better="higher"), "arms": uneven})), asked)
    # In the tried group n, in the other 4 n: variance 2 / n + 1 / (4 n).
    assert unequal.by_arm[1] == pytest.approx(2.8016**2 * (2 + 1 / 4), abs=2)
    with pytest.raises(CannotEstimate, match="fall to 0"):
        one_by_one(read_plan(check_plan(plan_of("rate"))), asked)


def test_kinds_are_offered_with_single_units():
    assert set(OUTCOMES) < set(INDIVIDUAL.kinds)
    with pytest.raises(BadPlan, match=r"outcomes\.0\.kind"):
        check_plan({**plan_of("rank"), "design": "stepped_wedge"})


def test_a_group_in_which_it_has_not_happened_has_no_curve():
    """The section says so, and draws nothing that only one group has."""
    plan = read_plan(check_plan(plan_of("time")))
    table = Table(
        np.arange(40) % 2,
        {"y": 1.0 + np.arange(40) % 20, "y.happened": (np.arange(40) % 2).astype(float), "terminou": np.zeros(40)},
        {},
    )
    told = SimpleNamespace(plan=plan, result=analyse(plan, table), primary=SimpleNamespace(kind=TIME))
    section = section_of(told)
    assert section.chart is None
    assert len(section.heads) == 2
    nobody = table.where(table.arms == 0)
    assert analyse(plan, nobody)["parts"]["waiting"]["tests"][0]["answer"]["cannot"]["why"]


def test_numbers_are_written_with_the_digits_they_have_and_one_of_a_unit_by_its_own_word():
    days = Outcome(code="y", label="espera", kind="mean", unit="dias", role="primary", better="lower")
    assert [written(days, value) for value in (1.0, 1.5, 12.0)] == ["1\xa0dia", "1,5\xa0dias", "12\xa0dias"]
    assert written(days, -1.0, signed=True).endswith("1\xa0dia")
    assert written(days, 2 / 3) == "0,667\xa0dias"
    assert [written(replace(days, unit="EUR"), value) for value in (0.5, 123.4)] == ["0,50\xa0€", "123\xa0€"]
    assert written(replace(days, unit="euros por ato"), 1.0) == "1\xa0euros por ato"
