"""Several arms against one comparison: what the effects share, by kind and estimator; page, package, older plans."""

import html
from dataclasses import replace

import numpy as np
import pytest
from django.urls import reverse
from scipy import stats

from labx.core.files.archive import write_zip
from labx.trials import looking
from labx.trials.analysis import jointly
from labx.trials.analysis.analyse import analyse
from labx.trials.analysis.answers import moments
from labx.trials.analysis.table import Table
from labx.trials.designs import strata
from labx.trials.engine.joint_effects import held_together
from labx.trials.engine.several_arms import critical_of_many, dunnett
from labx.trials.intake import importing
from labx.trials.intake.rows import Mapping
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.reading import check_plan, read_plan
from labx.trials.plan.shape import Looks
from labx.trials.publishing import conclusions
from labx.trials.publishing.package import recompute
from labx.trials.sizing.aims import level_of_each
from labx.trials.sizing.arms import one_by_one
from labx.trials.telling.result import tell
from labx.trials.telling.sections import sections_of
from labx.trials.tests import making
from labx.trials.tests.making import SECOND_MAPPING, WHO
from labx.trials.tests.test_every_design_and_kind import SUBGROUP, plan_of, table_of
from tests.people import account_with, signed_in


def planned(design, kind, **changed):
    return read_plan(check_plan({**plan_of(design, kind, "d"), **changed}))


def between(plan, table, one, other):
    """Squared error of one group against another, each by itself as the plan's kind has it."""
    kind = kind_of(plan.primary)
    known = kind.of(plan.primary, table)
    return kind.linear(plan.primary, known.arm(one), known.arm(other), plan.confidence).standard_error ** 2


@pytest.mark.parametrize("kind", ["share", "mean", "ratio", "rate", "time"])
def test_what_two_effects_share_is_what_comparing_them_leaves_out(kind):
    """Var(a - b) = Var(a) + Var(b) - 2 Cov(a, b), and a - b no longer holds the comparison."""
    plan, table = planned("individual", kind), table_of("individual", kind, "d")
    whole = between(plan, table, 1, 0) + between(plan, table, 2, 0) - between(plan, table, 1, 2)
    assert jointly.shared_by_plan(plan, table, 1, 2) == pytest.approx(whole / 2)


@pytest.mark.parametrize("kind", ["share", "mean", "ratio", "rank", "odds", "time"])
def test_within_strata_as_in_each_by_its_part(kind):
    """Of one stratum the same as without; of two alike ones, half of it: (1/2)^2 + (1/2)^2."""
    plan, table = planned("strata", kind), table_of("strata", kind, "d")
    table = Table(table.arms, table.numbers, {**table.codes, "stratum": np.full(len(table), "a")})
    without = jointly.shared_by_plan(planned("individual", kind), table, 1, 2)
    assert strata.shared(plan, table, 1, 2) == pytest.approx(without)
    twice = {name: np.concatenate([values, values]) for name, values in table.numbers.items()}
    codes = {"stratum": np.repeat(["a", "b"], len(table))}
    both = Table(np.concatenate([table.arms, table.arms]), twice, codes)
    assert strata.shared(plan, both, 1, 2) == pytest.approx(without / 2)


def test_adjusted_for_nothing_that_matters_it_is_the_comparisons_own():
    table = table_of("individual", "mean", "d")
    plain = jointly.shared_by_plan(planned("individual", "mean"), table, 1, 2)
    known = {"covariates": [{"code": "idade", "label": "idade"}], "estimator": "adjusted"}
    assert jointly.shared_by_plan(planned("individual", "mean", **known), table, 1, 2) == pytest.approx(plain, rel=0.1)
    assert strata.shared(planned("strata", "mean", **known), table, 1, 2) == pytest.approx(plain, rel=0.5)
    parted = planned("individual", "mean", estimator="post_stratified", subgroups=[SUBGROUP])
    assert jointly.shared_by_plan(parted, table, 1, 2) == pytest.approx(plain, rel=0.1)


def test_corrected_effects_are_the_engines():
    plan, table = planned("individual", "mean"), table_of("individual", "mean", "d")
    found = analyse(plan, table)["effects"]
    errors = [one["answer"]["standard_error"] for one in found]
    days = [table.numbers["y"][table.arms == place] for place in range(3)]
    related = np.array([[1, 0], [0, 1]]) + days[0].var(ddof=1) / len(days[0]) / np.prod(errors) * (1 - np.eye(2))
    expected = held_together(
        [one["answer"]["p_value"] for one in found],
        [one["answer"]["degrees_of_freedom"] for one in found],
        related,
        confidence=0.95,
    )
    assert [one["corrected_p"] for one in found] == pytest.approx([one.p_value for one in expected])
    wider = analyse(replace(plan, correction="none", confidence=expected[0].confidence), table)["effects"][0]
    assert found[0]["corrected"]["interval"]["lower"] == pytest.approx(wider["answer"]["interval"]["lower"])
    assert found[0]["corrected"]["interval"]["confidence"] == 0.95


def test_older_plans_take_one_spread_for_all_groups():
    plan, table = replace(planned("individual", "mean"), extent=1), table_of("individual", "mean", "d")
    found = analyse(plan, table)["effects"]
    arms = [moments(table.numbers["y"][table.arms == place]) for place in range(3)]
    expected = dunnett(arms[1:], arms[0], confidence=0.95)
    assert [one["corrected_p"] for one in found] == pytest.approx([one.p_value for one in expected], rel=1e-9)


def test_an_arm_without_an_answer_leaves_the_others_corrected():
    table = table_of("individual", "mean", "d")
    alone = table.where((table.arms < 2) | (np.cumsum(table.arms == 2) == 1))
    first, second = analyse(planned("individual", "mean"), alone)["effects"]
    assert "cannot" in second["answer"] and first["corrected_p"] == first["answer"]["p_value"]
    nobody = analyse(planned("individual", "mean"), table.where(table.arms > 0))["effects"]
    assert all("cannot" in one["answer"] and "corrected" not in one for one in nobody)


SHARES, ASKED = (0.4, 0.2, 0.2, 0.2), {"power": 0.8, "spread": 10.0}


def planned_days(**changed):
    """Three tried groups of which the comparison is twice as large."""
    arms = [{"code": f"a{place}", "label": f"A{place}", "share": share} for place, share in enumerate(SHARES)]
    days = {"code": "dias", "label": "dias", "kind": "mean", "unit": "dias", "better": "lower", "worthwhile": 4.0}
    plan = {"version": 2, "design": "individual", "unit": "pedidos", "arms": arms, "outcomes": [days]}
    return read_plan(check_plan({**plan, "correction": "dunnett", **changed}))


def days_of(random, by_arm, *, effect=4.0):
    """Days of every group, in the first tried one so many fewer."""
    arms = np.repeat(range(len(by_arm)), by_arm)
    return Table(arms, {"dias": random.normal(50, 10, len(arms)) - effect * (arms == 1)}, {})


def test_sizes_by_dunnetts_limit():
    """Fewer than by equal parts, as looks before the end and Holm need; one group alone needs none of it."""
    sample = one_by_one(planned_days(), ASKED)
    by_parts = one_by_one(planned_days(correction="holm"), ASKED)
    assert sample.units < by_parts.units
    same = {**ASKED, "units": 500}
    assert one_by_one(planned_days(), same).power > one_by_one(planned_days(correction="holm"), same).power
    looks = Looks(kind="group_sequential", number=3, spending="obrien_fleming")
    watched = replace(planned_days(), looks=looks)
    assert level_of_each(watched) == level_of_each(planned_days(correction="holm")) == pytest.approx(0.05 / 3)
    assert level_of_each(planned_days(correction="none")) == pytest.approx(0.05)
    loadings = np.full(3, (0.2 / 0.6) ** 0.5)
    assert stats.norm.isf(level_of_each(planned_days()) / 2) == pytest.approx(
        critical_of_many(loadings, 1e7, confidence=0.95), rel=1e-6
    )


def test_sizes_by_dunnetts_limit_have_their_power():
    """20,000 trials of that size, judged by Dunnett's (1955) common spread and joint t."""
    sample, random, draws = one_by_one(planned_days(), ASKED), np.random.default_rng(5), 20_000
    control, treated = sample.by_arm[:2]
    error = (1 / control + 1 / treated) ** 0.5
    degrees = sample.units - 4
    spread = (random.chisquare(degrees, draws) / degrees) ** 0.5
    statistic = (4 / 10 + error * random.normal(size=draws)) / (error * spread)
    loadings = np.array([(each / (each + control)) ** 0.5 for each in sample.by_arm[1:]])
    found = np.mean(statistic > critical_of_many(loadings, degrees, confidence=0.95))
    assert found == pytest.approx(0.8, abs=0.01)
    assert found == pytest.approx(sample.power, abs=0.01)


def findings(sample, draws, *, effect):
    """How often the plan's own analysis finds the first group different, and how often any of the others."""
    plan, random, found = planned_days(), np.random.default_rng(6), np.zeros(2)
    for _ in range(draws):
        shown = [
            one["corrected_p"] < 0.05 for one in analyse(plan, days_of(random, sample.by_arm, effect=effect))["effects"]
        ]
        found += shown[0], any(shown)
    return found / draws


def test_planned_and_judged_alike_in_a_few_trials():
    first, _any = findings(one_by_one(planned_days(), ASKED), 10, effect=4.0)
    assert 0.5 < first <= 1


@pytest.mark.slow
def test_planned_and_judged_alike():
    sample = one_by_one(planned_days(), ASKED)
    first, _any = findings(sample, 2_000, effect=4.0)
    assert first == pytest.approx(sample.power, abs=0.02)
    _first, any_found = findings(sample, 2_000, effect=0.0)
    assert any_found == pytest.approx(0.05, abs=0.01)


@pytest.mark.django_db
def test_on_the_page_and_in_the_package(tmp_path):
    """Shares of three groups: intervals that hold together stand beside those by themselves."""
    trial = making.trial_of_second(correction="dunnett")
    dataset = making.kept(trial, making.second_file())
    importing.bring_in(by=WHO, dataset=dataset, mapping=Mapping(**SECOND_MAPPING))
    told = tell(looking.take_look(by=WHO, trial=trial))
    page = signed_in(account_with("lab_lead")).get(reverse("trials:record", args=[trial.slug])).content.decode()
    (section,) = [one for one in sections_of(told) if "valem todos ao mesmo tempo" in " ".join(one.sentences)]
    assert len(section.rows) == 2 and len(section.heads) == 5
    assert section.rows[0][1] in html.unescape(page)
    path = tmp_path / "package.zip"
    write_zip(path, conclusions.package_of(told))
    assert recompute(path)[1] == []
