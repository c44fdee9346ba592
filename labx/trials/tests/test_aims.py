"""Outcomes that are to be as good by a margin: plan, result in words, sizes, and what is refused."""

from types import SimpleNamespace

import numpy as np
import pytest

from labx.core.pages import formats
from labx.stats.errors import CannotEstimate
from labx.trials.analysis.analyse import LAST, analyse
from labx.trials.analysis.table import Table
from labx.trials.designs.declare import Look
from labx.trials.engine.margins import share_equivalence, share_non_inferiority
from labx.trials.engine.multiplicity import holm
from labx.trials.engine.power.margins import sample_size_for_margin
from labx.trials.engine.sequential.boundaries import spending_boundary
from labx.trials.engine.shares.counts import Counts
from labx.trials.plan.faults import BadPlan
from labx.trials.plan.reading import check_plan, read_plan
from labx.trials.sizing.aims import sought
from labx.trials.sizing.arms import one_by_one
from labx.trials.telling import aims, beside
from labx.trials.telling.result import Told
from labx.trials.telling.sections import guardrail_sentence
from labx.trials.tests import making
from labx.trials.tests.making import SECOND
from labx.trials.tests.test_guided_plan import at, begun, send
from tests.people import account_with, signed_in

ARMS = [{"code": "rastreio", "label": "como hoje"}, {"code": "mamografia", "label": "mamografia"}]
DEATHS = {"code": "morreu", "label": "mortes", "kind": "share", "better": "lower", "margin": 0.002}
# Women of the Canadian trial who died of breast cancer within 25 years: 500 of 44,925 invited, 505 of 44,910 not.
MAMMOGRAM = ((505, 44_910), (500, 44_925))


def plan_of(aim, *, arms=ARMS, **changed):
    outcome = {**DEATHS, "aim": aim, **changed.pop("outcome", {})}
    plan = {**SECOND, "arms": arms, "outcomes": [outcome], "subgroups": [], "correction": "none", **changed}
    return read_plan(check_plan(plan))


def women(*groups):
    values = [np.repeat([1.0, 0.0], [yes, all_ - yes]) for yes, all_ in groups]
    return Table(
        np.repeat(np.arange(len(groups)), [all_ for _yes, all_ in groups]), {"morreu": np.concatenate(values)}, {}
    )


def told(plan, table, look=LAST):
    return Told(SimpleNamespace(result={"result": analyse(plan, table, look)}), plan)


@pytest.mark.parametrize("aim", ["not_worse", "alike"])
def test_the_mammogram_is_as_good_either_way(aim):
    """A null by its interval; by the margin fixed beforehand it is shown that nothing was lost."""
    found = told(plan_of(aim), women(*MAMMOGRAM))
    margin = found.primary.entry["margin"]
    counts = [Counts(*group) for group in MAMMOGRAM[::-1]]
    if aim == "alike":
        expected = share_equivalence(*counts, margin=0.002, level=0.05)
    else:
        expected = share_non_inferiority(*counts, margin=0.002, better="lower", level=0.025)
    assert margin["p_value"] == pytest.approx(expected.p_value)
    assert margin["is_shown"]
    assert found.situation == "as_good"
    said = {"alike": "nem melhor nem pior em 0.2", "not_worse": "não é pior do que “como hoje” em 0.2"}[aim]
    assert said in found.verdict.replace("\u00a0", " ").replace("0,2", "0.2")
    interval = found.primary.answer["interval"]
    assert interval["lower"] < 0 < interval["upper"]


def test_open_and_worse():
    few = told(plan_of("not_worse"), women((30, 400), (31, 400)))
    assert (few.situation, few.primary.entry["margin"]["is_shown"]) == ("unclear", False)
    assert "uma perda de" in few.verdict
    assert "uma diferença de" in told(plan_of("alike"), women((30, 400), (31, 400))).verdict
    worse = told(plan_of("not_worse"), women((50, 1000), (150, 1000)))
    assert worse.situation == "harmed"
    assert "é pior do que “como hoje” em mais de" in worse.verdict


def test_a_margin_that_cannot_be_tested():
    table = women((5, 10), (5, 10))
    table.numbers["morreu"][0] = 3
    found = told(plan_of("not_worse"), table)
    assert found.situation == "unclear"
    assert aims.section_of(found).rows[0][2] == formats.NOTHING
    assert "0 nem 1" in aims.aim_verdict(found.primary)


def test_several_arms_are_corrected_by_what_decides():
    """Holm's correction goes over the tests of the margin, each as one of two sides."""
    arms = [*ARMS, {"code": "outra", "label": "outra máquina"}]
    plan = plan_of("not_worse", arms=arms, correction="holm")
    groups = (*MAMMOGRAM, (520, 44_900))
    found = told(plan, women(*groups))
    single = [
        share_non_inferiority(Counts(*one), Counts(*groups[0]), margin=0.002, better="lower", level=0.025).p_value
        for one in groups[1:]
    ]
    expected = holm([2 * p_value for p_value in single])
    entries = [one.entry for one in found.having("primary")]
    assert [one["corrected_p"] for one in entries] == pytest.approx(list(expected))
    assert [one["margin"]["is_shown"] for one in entries] == [bool(p_value <= 0.05) for p_value in expected]
    assert len(aims.section_of(found).rows) == 2


@pytest.mark.parametrize(("aim", "is_shown"), [("not_worse", True), ("alike", True)])
def test_at_a_look_the_wider_interval_judges(aim, is_shown):
    looks = {"kind": "group_sequential", "number": 2}
    plan = plan_of(aim, looks=looks, sample={"units": 200_000})
    found = told(plan, women(*MAMMOGRAM), Look(1, 0.45))
    entry = found.primary.entry
    assert entry["margin"] == {"margin": 0.002, "p_value": None, "is_shown": False}
    # 2.70 standard errors from the lower margin: with 55 in 100 in, 2.40 do for two sides of 5 %, not 2.80.
    later = told(plan, women(*MAMMOGRAM), Look(1, 0.55)).primary.entry
    assert later["margin"]["is_shown"] and later["answer"]["interval"]["lower"] < -0.002
    assert "beside" not in entry
    late = told(plan, women(*[(4 * yes, 4 * all_) for yes, all_ in MAMMOGRAM]), Look(2, 1.0, (0.45,)))
    assert late.primary.entry["margin"]["is_shown"] == is_shown
    lost = told(
        plan_of(aim, looks={**looks, "number": 3}, outcome={"better": "higher"}),
        women((5, 10), (5, 10)),
        Look(1, 0.3, (0.5,)),
    )
    assert lost.primary.entry["margin"] is None
    assert lost.situation == "unclear"


def test_the_power_planned_for_alike_is_the_power_there_is():
    """Three looks: drawn again and again, truly alike, by the boundary that the look itself takes."""
    looks = {"kind": "group_sequential", "number": 3, "spending": "pocock"}
    plan = plan_of("alike", looks=looks, outcome={"margin": 0.05})
    sample = one_by_one(plan, {"power": 0.8, "baseline": 0.1})
    fractions, random = np.array([1, 2, 3]) / 3, np.random.default_rng(4)
    criticals = spending_boundary(list(fractions), spending="pocock", confidence=0.9)
    errors = np.sqrt(2 * 0.09 / (sample.by_arm[0] * fractions))
    walks = random.normal(size=(20_000, 3)).cumsum(axis=1) / np.sqrt([1, 2, 3])
    reach = np.abs(walks) * errors + np.asarray(criticals) * errors
    # At the last look, or before it: the chance to show it at some look.
    assert (reach < 0.05).any(axis=1).mean() == pytest.approx(0.8, abs=0.03)
    assert sample.power == pytest.approx(0.8, abs=0.01)


def aside(aim, low, high, **entry):
    """A guardrail whose effect is an interval, told by the product's sentences."""
    guard = {**DEATHS, "kind": "mean", "unit": "dias", "role": "guardrail", "better": "higher", "margin": 3, "aim": aim}
    plan = read_plan(check_plan({**SECOND, "arms": ARMS, "outcomes": [COUNTED, guard], "subgroups": [], **entry}))
    random = np.random.default_rng(1)
    arms = np.arange(400) % 2
    noise = random.normal(size=400)
    for arm in (0, 1):
        side = arms == arm
        noise[side] = (noise[side] - noise[side].mean()) / noise[side].std(ddof=1)
    width = (high - low) / 2 / 1.966
    values = (low + high) / 2 * arms + noise * width / np.sqrt(2 / 200)
    return told(plan, Table(arms, {"morreu": values, "y": random.normal(size=400)}, {}))


COUNTED = {"code": "y", "label": "dias", "kind": "mean", "unit": "dias", "worthwhile": 1}


def test_a_guardrail_with_an_aim_goes_by_its_margin():
    """A little worse, but shown to be not worse by 3: table, sentence and situation say the same."""
    little = aside("not_worse", -1.3, -0.3)
    effect = little.guardrails[0]
    assert (effect.answer["interval"]["lower"], effect.answer["interval"]["upper"]) == pytest.approx(
        (-1.3, -0.3), abs=0.01
    )
    assert aims.section_of(little).rows[0][-1] == "mostrado"
    assert "não é pior do que" in guardrail_sentence(effect)
    assert little.situation != "harmed"
    lost = aside("not_worse", -5.3, -4.3)
    assert lost.situation == "harmed"
    assert "é pior do que" in guardrail_sentence(lost.guardrails[0])


def test_better_beyond_the_margin_is_said_to_be_so():
    found = aside("alike", 8, 12)
    effect = found.guardrails[0]
    assert aims.aimed(effect) == "better"
    assert "melhor do que “como hoje” em mais de" in guardrail_sentence(effect)
    assert aims.section_of(found).rows[0][-1] == "melhor do que a margem"
    assert aims.aim_situation(effect) == "helped"
    assert found.situation != "harmed"


def test_worse_is_said_to_be_uncorrected():
    arms = [*ARMS, {"code": "outra", "label": "outra máquina"}]
    groups = ((50, 1000), (150, 1000), (160, 1000))
    assert "não está corrigid" in told(plan_of("not_worse", arms=arms, correction="holm"), women(*groups)).verdict
    assert "não está corrigid" not in told(plan_of("not_worse"), women(*groups[:2])).verdict


def test_what_is_refused():
    with pytest.raises(BadPlan, match=r"outcomes\.0\.margin"):
        plan_of("not_worse", outcome={"margin": None})
    with pytest.raises(BadPlan, match=r"correction"):
        arms = [*ARMS, {"code": "outra", "label": "outra"}]
        plan_of("alike", arms=arms, correction="dunnett", outcome={"kind": "mean", "unit": "dias"})
    with pytest.raises(BadPlan, match=r"outcomes\.0\.aim"):
        plan_of("best")


def test_sizes():
    """Of two alike groups at 10 in 100, margin 5: in each 2 · 0.09 (1.96 + 0.84)² / 0.05², with t a little more."""
    asked = {"power": 0.8, "baseline": 0.1}
    sample = one_by_one(plan_of("not_worse", outcome={"margin": 0.05}), asked)
    assert sample.by_arm[0] == pytest.approx(2 * 0.09 * (1.95996 + 0.84162) ** 2 / 0.05**2, abs=3)
    assert sample.power == pytest.approx(0.8, abs=0.005)
    both = one_by_one(plan_of("alike", outcome={"margin": 0.05}), asked)
    exact = sample_size_for_margin(
        gain=0, treated_deviation=0.3, control_deviation=0.3, margin=0.05, power=0.8, level=0.05, is_two_sided=True,
        control_per_treated=1,
    )  # fmt: skip
    assert both.by_arm[0] == pytest.approx(exact.treated, abs=3)
    assert both.power == pytest.approx(0.8, abs=0.005)
    assert "mesmo iguais" in both.notes[0]
    with pytest.raises(CannotEstimate, match="worth having"):
        sought(plan_of(""), asked)


def test_ratios_beside():
    """Odds and relative effect stand beside the difference; a plan of before has no odds, and says the same."""
    found = told(plan_of("not_worse"), women(*MAMMOGRAM))
    section = beside.sections_of(found)[0]
    assert [row[0] for row in section.rows] == ["mortes: como parte da comparação", "mortes: razão de possibilidades"]
    assert section.rows[1][1].replace(",", ".") == f"{500 / 44_425 / (505 / 44_405):.2f}"
    old = {**SECOND, "arms": ARMS, "outcomes": [DEATHS], "subgroups": [], "correction": "none"}
    assert "beside" not in analyse(read_plan(old), women(*MAMMOGRAM))["effects"][0]


@pytest.mark.django_db
def test_the_guided_plan_asks_for_ratios_and_margins():
    client = signed_in(account_with("lab_lead"))
    protocol = begun(client, making.project_of())
    answers = {"label": "satisfação", "role": "primary", "kind": "odds", "better": "higher", "aim": "not_worse"}
    new = at("new_outcome", protocol)
    refused = send(client, protocol, new, {**answers, "worthwhile": "1,5", "margin": "0,8"})
    assert list(refused.context["form"].errors) == ["margin"]
    assert send(client, protocol, new, {**answers, "worthwhile": "1,5", "margin": "1,25"}).status_code == 302
    protocol.refresh_from_db()
    outcome = protocol.plan["outcomes"][-1]
    assert outcome["worthwhile"] == pytest.approx(np.log(1.5))
    assert outcome["margin"] == pytest.approx(np.log(1.25))
    shown = client.get(at("outcome", protocol, 0)).context["form"].initial
    assert (shown["worthwhile"], shown["margin"]) == pytest.approx((1.5, 1.25))
    assert "rule_as_good" in client.get(at("plan_step", protocol, "decisao")).context["form"].fields
    send(client, protocol, at("outcome", protocol, 0), {**answers, "aim": "", "worthwhile": "1,5", "margin": ""})
    assert "rule_as_good" not in client.get(at("plan_step", protocol, "decisao")).context["form"].fields
