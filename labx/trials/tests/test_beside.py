"""Other readings of an effect, in words: odds level by level, rates whose events crowd, ratios that cannot be."""

from types import SimpleNamespace

import numpy as np
import pytest

from labx.stats.cross_moments import CrossMoments
from labx.trials.analysis.analyse import LAST, analyse
from labx.trials.analysis.table import Table
from labx.trials.designs.declare import Look
from labx.trials.engine.outcomes.ratio import difference_of_ratios
from labx.trials.engine.shares.rate_margins import rate_equivalence, rate_non_inferiority
from labx.trials.engine.shares.rates import Events
from labx.trials.plan.reading import check_plan, read_plan
from labx.trials.telling import beside
from labx.trials.telling.pictures import effects_chart
from labx.trials.telling.result import Told
from labx.trials.tests.making import SECOND
from labx.trials.tests.test_kinds import ARMS, OUTCOMES


def told(name, arms, values, second=None, plan=None, look=LAST, **changed):
    base = {**SECOND, "arms": ARMS, "outcomes": [{**OUTCOMES[name], **changed}], "subgroups": [], "correction": "none"}
    known = read_plan(check_plan({**base, **(plan or {})}))
    numbers = {"y": np.asarray(values, dtype=float)} | ({} if second is None else {"y.over": np.asarray(second)})
    result = analyse(known, Table(np.asarray(arms), numbers, {}), look)
    trial = SimpleNamespace(title="ensaio")
    return Told(SimpleNamespace(result={"result": result}, trial=trial), known)


def number(text):
    return float(text.replace(",", ".").replace("\u2212", "-").split("\u00a0")[0])


def test_odds_that_differ_from_level_to_level():
    """The tried arm answers in the middle, the other at both ends: the ratio is 1, and the page says read on."""
    values = [1] * 40 + [2] * 20 + [3] * 40 + [1] * 10 + [2] * 80 + [3] * 10
    found = told("odds", np.repeat([0, 1], 100), values)
    table, levels = beside.sections_of(found)
    assert number(table.rows[0][1]) == pytest.approx(1)
    assert "nível a nível" in table.sentences[0]
    assert [row[0] for row in levels.rows] == ["1", "2", "3"]
    assert [[int(cell[:-2]) for cell in row[1:]] for row in levels.rows] == [[100, 100], [60, 90], [40, 10]]


def test_odds_are_shown_as_ratios_everywhere():
    random = np.random.default_rng(1)
    arms = np.arange(300) % 2
    found = told("odds", arms, np.searchsorted([-1.5, -0.5, 0.5, 1.5], random.logistic(0.6 * arms)))
    ratio = np.exp(found.primary.answer["estimate"])
    assert found.primary.number["value"] == pytest.approx(ratio)
    assert found.primary.number["signed"] is False
    assert f"{ratio:.2f}".replace(".", ",") in found.finding
    assert "não mostram que a razão mude" in beside.sections_of(found)[0].sentences[0]
    values = found.primary.row
    assert "logaritmo" in values["label"]
    assert effects_chart(found).description == found.sentence
    around = told("odds", arms, random.integers(1, 6, 300))
    assert "para uma resposta mais baixa" in around.finding
    two = told("odds", arms, random.integers(0, 2, 300))
    assert beside.sections_of(two)[0].sentences == []


def test_too_many_levels_and_no_ratio():
    found = told("rank", np.arange(60) % 2, np.arange(60))
    assert "mais de 20" in beside.sections_of(found)[0].sentences[0]
    share = told("rank", np.arange(60) % 2, np.arange(60) % 2, kind="share", worthwhile=None)
    assert "são 0 ou infinitas" in beside.sections_of(share)[0].rows[-1][1]


def test_rates_whose_events_crowd():
    """A few people with many events: chance does not give that, and the interval by unit is the wider one."""
    random = np.random.default_rng(2)
    arms, over = np.arange(400) % 2, np.full(400, 30.0)
    events = random.poisson(0.4 * random.gamma(0.2, 5, 400))
    found = told("rate", arms, events, over)
    table = beside.sections_of(found)[0]
    assert "certo demais" in table.sentences[0]
    sides = [
        CrossMoments.of(np.column_stack([events[arms == arm], over[arms == arm] / 100]), names=("a", "b"))
        for arm in (1, 0)
    ]
    expected = difference_of_ratios(*sides, numerator="a", denominator="b", confidence=0.95)
    part = found.primary.answer
    assert part["interval"]["upper"] == pytest.approx(expected.interval.upper)
    alone = found.primary.entry["beside"]["by_events"]["interval"]
    assert part["interval"]["upper"] - part["interval"]["lower"] > 1.5 * (alone["upper"] - alone["lower"])
    other = beside.sections_of(told("rate", arms, random.poisson(0.4, 400), over))[0]
    assert "não mostram que os acontecimentos se juntem" in other.sentences[0]
    assert "vezes" in other.sentences[0]


def false_findings(replications, **looks):
    """Trials without effect in which people bring four times as much variety as chance, told as better or worse."""
    plan = {**SECOND, "arms": ARMS, "outcomes": [OUTCOMES["rate"]], "subgroups": [], "correction": "none", **looks}
    known = read_plan(check_plan(plan))
    arms, over, random, found = np.arange(300) % 2, np.full(300, 100.0), np.random.default_rng(6), 0
    for _ in range(replications):
        events = 1.0 * random.poisson(random.gamma(1 / 3, 3, 300))
        entry = analyse(known, Table(arms, {"y": events, "y.over": over}, {}), Look(2, 1.0, (0.5,)))["effects"][0]
        interval = entry["answer"]["interval"]
        found += interval["lower"] > 0 or interval["upper"] < 0
    return found / replications


def test_crowding_makes_no_false_findings():
    """The interval of events that come by themselves found something in 33 of 100."""
    assert false_findings(200) <= 0.1
    assert false_findings(60, looks={"kind": "group_sequential", "number": 2}) <= 0.12


@pytest.mark.slow
@pytest.mark.parametrize("crowd", [0.0, 3.0])
def test_intervals_of_rates_hold_the_truth(crowd):
    """A rate that doubles, people watched for unequal times, events that come by themselves or crowd fourfold."""
    plan = {**SECOND, "arms": ARMS, "outcomes": [OUTCOMES["rate"]], "subgroups": [], "correction": "none"}
    known, random, held = read_plan(check_plan(plan)), np.random.default_rng(9), 0
    arms = np.arange(300) % 2
    for _ in range(1500):
        over, rates = random.integers(1, 366, 300).astype(float), 0.5 + 0.5 * arms
        each = over / 183 * (random.gamma(rates / crowd, crowd) if crowd else rates)
        table = Table(arms, {"y": 1.0 * random.poisson(each), "y.over": over}, {})
        interval = analyse(known, table)["effects"][0]["answer"]["interval"]
        held += interval["lower"] < 50 / 183 < interval["upper"]
    assert 0.935 <= held / 1500 <= 0.965


def test_the_warnings_stay_at_looks():
    random = np.random.default_rng(2)
    arms, over = np.arange(400) % 2, np.full(400, 30.0)
    events = random.poisson(0.4 * random.gamma(0.2, 5, 400))
    early = {"looks": {"kind": "group_sequential", "number": 2}, "sample": {"units": 800}}
    found = told("rate", arms, events, over, plan=early, look=Look(1, 0.5))
    assert set(found.primary.entry["beside"]) == {"crowding", "few"}
    section = beside.sections_of(found)[0]
    assert (section.rows, section.heads) == ([], [])
    assert "certo demais" in section.sentences[0]
    values = [1] * 40 + [2] * 20 + [3] * 40 + [1] * 10 + [2] * 80 + [3] * 10
    answers = told("odds", np.repeat([0, 1], 100), values, plan=early, look=Look(1, 0.5))
    assert "nível a nível" in beside.sections_of(answers)[0].sentences[0]


def test_rates_watched_at_any_time_wait_for_their_first_events():
    """Not the number of people counts, but that of events."""
    plan = {**SECOND, "arms": ARMS, "outcomes": [OUTCOMES["rate"]], "subgroups": [], "correction": "none"}
    known = read_plan(check_plan({**plan, "looks": {"kind": "always_valid"}, "sample": {"units": 1000}}))
    events = np.arange(500) < 6
    arms, over = np.arange(500) % 2, np.full(500, 10.0)

    def seen(values):
        table = Table(arms, {"y": values.astype(float), "y.over": over}, {})
        return analyse(known, table, Look(1, 0.5))["effects"][0]["answer"]

    assert "cannot" in seen(events)
    assert "interval" in seen(np.arange(500) < 200)


def test_rates_that_cannot_be():
    few = told("rate", [0, 0, 1, 1], [1, 0, 2, 1], [10, 10, 10, 10])
    assert "menos de 20" in beside.sections_of(few)[0].sentences[0]
    assert "menos de 3" in beside.sections_of(few)[0].sentences[1]
    assert few.primary.answer["interval"] == few.primary.entry["beside"]["by_events"]["interval"]
    assert few.primary.entry["relative"]["estimate"] == pytest.approx(2)
    kept = told("rate", [0, 0, 1, 1], [1, 0, 2, 1], [10, 10, 10, 10], margin=90.0)
    assert kept.primary.entry["margin"]["p_value"] == pytest.approx(
        rate_non_inferiority(Events(3, 0.2), Events(1, 0.2), margin=90, better="lower", level=0.025).p_value
    )
    same = told("rate", [0, 0, 1, 1], [1, 0, 2, 1], [10, 10, 10, 10], margin=90.0, aim="alike")
    assert same.primary.entry["margin"]["p_value"] == pytest.approx(
        rate_equivalence(Events(3, 0.2), Events(1, 0.2), margin=90, level=0.05).p_value
    )
    wrong = told("rate", [0, 0, 1, 1], [1, 0, 2, -1], [10, 10, 10, 10])
    assert "números inteiros" in wrong.finding
    assert wrong.groups[1]["value"] is None
    margin = told("rate", np.arange(200) % 2, np.arange(200) % 3, np.full(200, 10.0), margin=20.0)
    assert margin.primary.entry["margin"]["is_shown"]
    alike = told("rate", np.arange(200) % 2, np.arange(200) % 3, np.full(200, 10.0), margin=20.0, aim="alike")
    assert alike.situation == "as_good"
