"""One pass over events gives what unit by unit counting gives, whatever the history, and refuses what has no sense."""

import datetime as dt
import statistics
from dataclasses import asdict, replace
from fractions import Fraction

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labx.core.measures.declare import Measure
from labx.stats.cross_moments import CrossMoments
from labx.stats.errors import CannotEstimate
from labx.trials.engine.adjustment import adjusted_difference
from labx.trials.engine.difference import difference_in_means
from labx.trials.engine.outcomes.ratio import difference_of_ratios
from labx.trials.sums.arms import read_back, sums_of, written
from labx.trials.sums.question import BadQuestion, Quantity, Question
from labx.trials.sums.tests.frames import BEFORE, QUANTITIES, QUESTION, SPENT, START, USES, frames, plainly, row
from labx.trials.sums.units import exposures_of, numbers_of, totals_of, units_of
from labx.trials.sums.whole import put_together, sums_of_frames

UNCAPPED = replace(QUESTION, quantities=(replace(SPENT, cap=(None, None)), BEFORE))

HISTORIES = st.lists(
    st.one_of(
        st.builds(
            lambda unit, hour, arm: row("shop.exposed", unit, hour / 24, arm=arm),
            st.integers(1, 6),
            st.integers(-48, 500),
            st.sampled_from(["old", "new", "new", "other"]),
        ),
        st.builds(
            lambda unit, hour, value, step: row("shop.used", unit, hour / 24, value=value, step=step),
            st.integers(1, 6),
            st.integers(-200, 500),
            st.floats(-1e3, 1e3),
            st.sampled_from(["begin", "end"]),
        ),
        st.builds(
            lambda unit, hour, minutes: row("shop.called", unit, hour / 24, minutes=minutes),
            st.integers(1, 6),
            st.integers(-200, 500),
            st.integers(0, 60).map(float),
        ),
    ),
    max_size=40,
)


@pytest.fixture(scope="module")
def engine():
    with duckdb.connect() as connection:
        yield connection


def agree(sums, question, rows):
    arms, odd = plainly(question, rows)
    assert asdict(sums.findings) == odd
    assert sums.arms.keys() == arms.keys()
    for arm, expected in arms.items():
        found = sums.arm(arm).moments
        assert found.count == expected.count
        scale = np.abs(expected.means).max() + 1
        np.testing.assert_allclose(found.means, expected.means, rtol=1e-9, atol=1e-9 * scale)
        np.testing.assert_allclose(
            found.centred_products, expected.centred_products, rtol=1e-9, atol=1e-9 * scale**2 * found.count
        )


def test_by_hand(engine):
    rows = [
        row("shop.exposed", 1, 2, arm="old"),
        row("shop.used", 1, 1.9, value=7.0, step="begin"),  # before the exposure: covariate, and early
        row("shop.used", 1, 2, value=10.0, step="begin"),  # at the exposure: counts
        row("shop.used", 1, 3, value=45.0, step="end"),  # 10 + 45 is above the limit of 50
        row("shop.called", 1, 4.9, minutes=5.0),
        row("shop.called", 1, 5, minutes=30.0),  # three days after: too late
        row("shop.exposed", 2, 0, arm="old"),
        row("shop.exposed", 2, 1, arm="old"),  # again, the first counts
        row("shop.used", 2, -6, value=9.0, step="begin"),  # six days before: too early for the covariate
        row("shop.exposed", 3, 0, arm="new"),
        row("shop.exposed", 3, 1, arm="old"),  # in two arms: in neither
        row("shop.used", 4, 1, value=1.0, step="end"),  # never exposed
        row("shop.exposed", 5, 0, arm="unheard"),
    ]
    sums = sums_of_frames(QUESTION, frames(rows, engine))
    old = sums.arm("old")
    assert old.moments.count == 2
    assert old.moments.means.tolist() == [(2 + 0) / 2, (50 + 0) / 2, (1 + 0) / 2, (5 + 0) / 2, (7 + 0) / 2]
    assert old.capped.tolist() == [0, 1, 0, 0, 0]
    assert (old.of("spent").sum_squared_deviations, old.of("spent").maximum) == ((50 - 25) ** 2 + (0 - 25) ** 2, 50)
    assert (old.counts("finished").successes, old.counts("finished").trials) == (1, 2)
    assert asdict(sums.findings) == {
        "units": 4, "in_two_arms": 1, "of_unknown_arm": 1, "exposed_again": 2, "early_units": 1, "early_events": 1
    }  # fmt: skip
    with pytest.raises(CannotEstimate, match="new"):
        sums.arm("new")


@settings(deadline=None, max_examples=25)
@given(rows=HISTORIES)
def test_any_history_is_counted_as_unit_by_unit(engine, rows):
    agree(sums_of_frames(QUESTION, frames(rows, engine)), QUESTION, rows)


@settings(deadline=None, max_examples=8)
@given(rows=HISTORIES)
def test_the_order_of_events_does_not_matter_and_text_keeps_every_digit(engine, rows):
    sums, turned = (sums_of_frames(QUESTION, frames(some, engine)) for some in (rows, rows[::-1]))
    assert written(read_back(written(sums))) == written(sums)
    assert turned.findings == sums.findings
    for arm, one in sums.arms.items():
        np.testing.assert_allclose(turned.arm(arm).moments.means, one.moments.means, rtol=1e-9, atol=1e-9)


def test_engines_take_the_sums_as_they_are(engine):
    """Adjusted difference and ratio of sums from the log are those of the table of units, least squares included."""
    chance = np.random.default_rng(3)
    rows, units = [], []
    for unit in range(60):
        earlier, value, uses = float(chance.normal(9, 2)), float(chance.normal(20, 3)), int(chance.integers(1, 4))
        rows.append(row("shop.exposed", unit, 0, arm=("old", "new")[unit % 2]))
        rows.append(row("shop.used", unit, -1, value=earlier, step="begin"))
        rows += [row("shop.used", unit, 1, value=(value + earlier) / uses, step="end")] * uses
        units.append([value + earlier, uses, earlier, unit % 2])
    table = np.array(units)
    question = replace(UNCAPPED, quantities=(*UNCAPPED.quantities, USES))
    sums = sums_of_frames(question, frames(rows, engine))

    adjusted = adjusted_difference(
        sums.both("new", "old"), outcome="spent", treatment="treatment", covariates=("before",), confidence=0.95
    )
    design = np.column_stack([np.ones(60), table[:, 3], table[:, 2]])
    assert adjusted.estimate == pytest.approx(np.linalg.lstsq(design, table[:, 0])[0][1], rel=1e-9)

    arms = [CrossMoments.of(table[table[:, 3] == arm][:, :2], names=("spent", "uses")) for arm in (1, 0)]
    line = {"numerator": "spent", "denominator": "uses", "confidence": 0.95}
    ratio = difference_of_ratios(sums.arm("new").moments, sums.arm("old").moments, **line)
    expected = difference_of_ratios(*arms, **line)
    assert ratio.estimate == pytest.approx(expected.estimate, rel=1e-9)
    assert ratio.standard_error == pytest.approx(expected.standard_error, rel=1e-9)


class Cluster:
    """Stands in for a frame of Spark: several machines each put a few units together."""

    def __init__(self, totals):
        self.totals = totals

    def to_native(self):
        return self

    def mapInArrow(self, each, schema):
        self.rows = [row for piece in self.pieces() for made in each(iter([piece])) for row in made.to_pylist()]
        return self

    def pieces(self):
        return self.totals.to_native().to_arrow_table().to_batches(max_chunksize=3)

    def collect(self):
        return self.rows


def test_pieces_put_together_on_several_machines_give_the_same(engine):
    chance = np.random.default_rng(5)
    rows = [row("shop.exposed", unit, 0, arm=("old", "new")[unit % 2]) for unit in range(40)]
    rows += [row("shop.used", unit % 40, 1, value=float(1e6 + chance.normal()), step="end") for unit in range(120)]
    units = units_of(exposures_of(UNCAPPED, frames(rows, engine)("shop.exposed")))
    totals = totals_of(UNCAPPED, units, numbers_of(UNCAPPED, frames(rows, engine)))
    agree(put_together(UNCAPPED, Cluster(totals)), UNCAPPED, rows)
    agree(sums_of(UNCAPPED, Cluster(totals).pieces()), UNCAPPED, rows)
    agree(put_together(UNCAPPED, totals), UNCAPPED, rows)


def exact_mean(values):
    return float(sum(map(Fraction, values.tolist())) / len(values) - 10**9)


def test_no_digit_is_lost_where_the_mean_is_large_and_the_spread_small(engine):
    many = 20_000
    draws = 1e9 + np.random.default_rng(7).normal(size=many)
    exposed = [row("shop.exposed", unit, 0, arm=("old", "new")[unit % 2]) for unit in range(many)]
    used = [row("shop.used", unit, 1, value=value, step="end") for unit, value in enumerate(draws.tolist())]
    sums = sums_of_frames(UNCAPPED, frames([*exposed, *used], engine))
    for place, arm in enumerate(("old", "new")):
        exact = statistics.variance(draws[place::2] - 1e9)
        assert sums.arm(arm).of("spent").variance == pytest.approx(exact, rel=1e-8)
    effect = difference_in_means(sums.arm("new").of("spent"), sums.arm("old").of("spent"), confidence=0.95)
    assert effect.estimate == pytest.approx(exact_mean(draws[1::2]) - exact_mean(draws[::2]), abs=1e-6)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"arms": ()}, "missing"),
        ({"arms": ("old", "old")}, "Name each once"),
        ({"quantities": ()}, "missing"),
        ({"quantities": (SPENT, SPENT)}, "Name each once"),
        ({"since": dt.datetime(2026, 3, 1)}, "time zone"),  # noqa: DTZ001 - what is refused
    ],
)
def test_a_question_that_makes_no_sense_is_refused(change, told):
    with pytest.raises(BadQuestion, match=told):
        replace(QUESTION, **change)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"measure": Measure("shop.mean", "Mean", "shop.used", "mean")}, "ratio of both"),
        ({"when": "sometimes"}, "neither before nor after"),
        ({"within_days": 0}, "no window"),
        ({"cap": (3.0, 2.0)}, "does not lie below"),
    ],
)
def test_a_quantity_that_makes_no_sense_is_refused(change, told):
    with pytest.raises(BadQuestion, match=told):
        replace(SPENT, **change)


def test_equal_sums_are_made_once_and_known_by_their_digest():
    again = Quantity("uncapped", SPENT.measure)
    assert len(replace(QUESTION, quantities=(*QUANTITIES, again)).sums) == len(QUANTITIES)
    assert replace(QUESTION, quantities=(*QUANTITIES, again)).digest == QUESTION.digest
    assert replace(QUESTION, until=None).digest != QUESTION.digest


def test_how_far_back_a_question_reaches():
    assert QUESTION.earliest == START - dt.timedelta(days=5)
    assert replace(QUESTION, since=None).earliest is None
    assert replace(QUESTION, quantities=(replace(BEFORE, within_days=None),)).earliest is None
    assert Question("shop.exposed", ("old",), (SPENT,), since=START).earliest == START - dt.timedelta(days=1)
