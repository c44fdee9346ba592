"""Other readings of an effect, in words: odds level by level, rates whose events crowd, ratios that cannot be."""

from types import SimpleNamespace

import numpy as np
import pytest

from labx.stats.cross_moments import CrossMoments
from labx.trials.analysis.analyse import analyse
from labx.trials.analysis.table import Table
from labx.trials.designs.declare import Look
from labx.trials.engine.outcomes.ratio import difference_of_ratios
from labx.trials.plan.reading import check_plan, read_plan
from labx.trials.telling import beside
from labx.trials.telling.pictures import effects_chart
from labx.trials.telling.result import Told
from labx.trials.tests.making import SECOND
from labx.trials.tests.test_kinds import ARMS, OUTCOMES


def told(name, arms, values, second=None, **changed):
    plan = {**SECOND, "arms": ARMS, "outcomes": [{**OUTCOMES[name], **changed}], "subgroups": [], "correction": "none"}
    known = read_plan(check_plan(plan))
    numbers = {"y": np.asarray(values, dtype=float)} | ({} if second is None else {"y.over": np.asarray(second)})
    result = analyse(known, Table(np.asarray(arms), numbers, {}))
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
    assert "uma só razão serve" in beside.sections_of(found)[0].sentences[0]
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
    assert "estreito demais" in table.sentences[0]
    sides = [
        CrossMoments.of(np.column_stack([events[arms == arm], over[arms == arm] / 100]), names=("a", "b"))
        for arm in (1, 0)
    ]
    expected = difference_of_ratios(*sides, numerator="a", denominator="b", confidence=0.95)
    part = found.primary.entry["beside"]["by_unit"]
    assert part["interval"]["upper"] == pytest.approx(expected.interval.upper)
    own = found.primary.answer["interval"]
    assert part["interval"]["upper"] - part["interval"]["lower"] > own["upper"] - own["lower"]
    alone = told("rate", arms, random.poisson(0.4, 400), over)
    assert "um a um" in beside.sections_of(alone)[0].sentences[0]


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
    wrong = told("rate", [0, 0, 1, 1], [1, 0, 2, -1], [10, 10, 10, 10])
    assert "números inteiros" in wrong.finding
    assert wrong.groups[1]["value"] is None
    margin = told("rate", np.arange(200) % 2, np.arange(200) % 3, np.full(200, 10.0), margin=20.0)
    assert margin.primary.entry["margin"]["is_shown"]
    alike = told("rate", np.arange(200) % 2, np.arange(200) % 3, np.full(200, 10.0), margin=20.0, aim="alike")
    assert alike.situation == "as_good"
