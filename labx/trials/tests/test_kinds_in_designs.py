"""Rates, ratings, quantiles and times within strata, in places, in pairs and in turn: from plan to page and package."""

import html

import numpy as np
import pytest
from django.urls import reverse

from labx.trials.analysis.analyse import analyse
from labx.trials.analysis.table import Table
from labx.trials.designs.registry import DESIGNS
from labx.trials.engine.clusters import summaries
from labx.trials.engine.clusters.ordered import clustered_superiority
from labx.trials.engine.clusters.ratios import clustered_difference_of_ratios
from labx.trials.engine.outcomes.proportional_odds import proportional_odds
from labx.trials.engine.outcomes.quantile import difference_of_quantiles
from labx.trials.engine.outcomes.survival import Times, difference_of_restricted_means
from labx.trials.engine.strata.ordered import stratified_superiority
from labx.trials.engine.strata.paired import paired_difference_of_ratios, paired_superiority
from labx.trials.engine.strata.ratios import stratified_difference_of_ratios
from labx.trials.kinds.registry import KINDS
from labx.trials.plan import parts
from labx.trials.plan.faults import Reading
from labx.trials.plan.reading import check_plan, read_plan
from labx.trials.sizing.clusters import of_clusters
from labx.trials.tests.making import SECOND
from labx.trials.tests.test_designs_over_time import brought, recomputed, texts
from labx.trials.tests.test_kinds import ARMS, OTHER, OUTCOMES, SECOND_COLUMN
from tests.people import account_with, signed_in

COLUMN = {"strata": "stratum", "clusters": "cluster", "pairs": "pair", "switchback": "cluster"}
CASES = [(design, kind) for design in COLUMN for kind in OUTCOMES if kind in DESIGNS[design].kinds]


def plan_of(design, kind, **changed):
    plan = {**SECOND, "arms": ARMS, "outcomes": [{**OUTCOMES[kind], **changed}, OTHER], "subgroups": []}
    options = {"block_length": 10.0, "washout": 0.0} if design == "switchback" else {}
    return {**plan, "design": design, "correction": "none", "options": options}


def rows_of(design, kind, size=480):
    """Columns of people in twelve places; arms belong to places, to blocks of time, or alternate within the place."""
    random = np.random.default_rng(11)
    place, turn = np.arange(size) % 12, np.arange(size) // 12
    arms = {"clusters": place % 2, "switchback": turn // 10 % 2}.get(design, turn % 2)
    if design == "pairs":
        place, arms = np.arange(size) // 2, np.arange(size) % 2
    second = 1.0 + random.poisson(4, size)
    values = random.gamma(2, 5, size) * np.where(arms, 0.8, 1) + place % 12 / 4
    if kind == "ratio":
        values = values * second
    if kind == "rate":
        values = 1.0 * random.poisson(second * np.where(arms, 0.2, 0.4))
    if kind in ("rank", "odds"):
        values = 1.0 + random.integers(0, 5, size) + arms
    if kind == "time":
        second, values = (values < 25).astype(float), np.minimum(values, 25)
    return arms, values.round(3), second, place, turn


def analysed(design, kind, arms, values, second, place, turn, plan=None, **changed):
    numbers = {"y": np.asarray(values, dtype=float), "terminou": np.asarray(arms, dtype=float)}
    if kind in SECOND_COLUMN:
        numbers[SECOND_COLUMN[kind]] = np.asarray(second, dtype=float)
    if design == "switchback":
        numbers["switch.time"] = turn.astype(float)
    codes = {COLUMN[design]: np.char.add("p", np.asarray(place).astype(str))}
    frozen = read_plan(check_plan({**plan_of(design, kind, **changed), **(plan or {})}))
    return analyse(frozen, Table(np.asarray(arms), numbers, codes))


def in_each(place, compute):
    """An average over strata, each by its size."""
    found = [(np.mean(place == one), compute(place == one)) for one in np.unique(place)]
    return sum(share * value for share, value in found)


def expected(design, kind, arms, values, second, place, turn):
    """The estimate, from the engines alone."""
    given = {"confidence": 0.95}

    def sides(rows):
        return [values[rows & (arms == side)] for side in (1, 0)]

    def times(rows):
        return [Times.of(values[rows & (arms == side)], second[rows & (arms == side)]) for side in (1, 0)]

    scale = 0.01 if kind == "rate" else 1.0
    by = (arms, place)
    ways = {
        ("strata", "ratio"): lambda: stratified_difference_of_ratios(values, second * scale, *by, **given).estimate,
        ("strata", "quantile"): lambda: in_each(
            place, lambda rows: difference_of_quantiles(*sides(rows), share=0.75, **given).estimate
        ),
        ("strata", "rank"): lambda: 2 * stratified_superiority(values, *by, **given).estimate,
        ("strata", "odds"): lambda: in_each(
            place, lambda rows: proportional_odds(*sides(rows), **given).effect.estimate
        ),
        ("strata", "time"): lambda: in_each(
            place, lambda rows: difference_of_restricted_means(*times(rows), horizon=12, **given).estimate
        ),
        ("clusters", "ratio"): lambda: clustered_difference_of_ratios(values, second * scale, *by, **given).estimate,
        ("clusters", "quantile"): lambda: (
            summaries.difference_of_cluster_quantiles(values, *by, share=0.75, **given).estimate
        ),
        ("clusters", "rank"): lambda: 2 * clustered_superiority(values, *by, **given).estimate,
        ("clusters", "time"): lambda: (
            summaries.difference_of_cluster_times(values, second, *by, horizon=12, **given).estimate
        ),
        ("pairs", "ratio"): lambda: (
            paired_difference_of_ratios(
                *(np.column_stack([values, second * scale])[arms == side] for side in (1, 0)), **given
            ).estimate
        ),
        ("clusters", "odds"): lambda: proportional_odds(*sides(arms >= 0), **given).effect.estimate,
        ("pairs", "rank"): lambda: 2 * paired_superiority(values, *by, **given).estimate,
        ("pairs", "odds"): lambda: proportional_odds(*sides(arms >= 0), **given).effect.estimate,
        ("pairs", "quantile"): lambda: difference_of_quantiles(*sides(arms >= 0), share=0.75, **given).estimate,
        ("pairs", "time"): lambda: difference_of_restricted_means(*times(arms >= 0), horizon=12, **given).estimate,
        ("switchback", "ratio"): lambda: in_blocks(arms, values, second * scale, place, turn),
    }
    return ways[design, "ratio" if kind == "rate" else kind]()


def in_blocks(arms, values, over, place, turn):
    """Each place has as many blocks of both ways: the mean of their ratios, one less the other."""
    ratios = {0: [], 1: []}
    for one in np.unique(place):
        for block in np.unique(turn // 10):
            rows = (place == one) & (turn // 10 == block)
            ratios[int(arms[rows][0])].append(values[rows].sum() / over[rows].sum())
    return np.mean(ratios[1]) - np.mean(ratios[0])


@pytest.mark.parametrize(("design", "kind"), CASES)
def test_the_estimate_is_the_engines(design, kind):
    rows = rows_of(design, kind)
    entry = analysed(design, kind, *rows, margin=3.0)["effects"][0]
    assert entry["answer"]["estimate"] == pytest.approx(expected(design, kind, *rows), rel=1e-9)
    assert entry["answer"]["interval"]["lower"] < entry["answer"]["estimate"] < entry["answer"]["interval"]["upper"]
    assert (entry["relative"], entry.get("beside")) == (None, None)
    assert entry["margin"]["margin"] == 3.0


@pytest.mark.parametrize(("design", "kind"), CASES)
def test_words_say_how_and_of_whom(design, kind):
    way = DESIGNS[design].ways(read_plan(check_plan(plan_of(design, kind))))[kind]
    assert way.method and way.formula
    assert way.speaks or design == "pairs"


@pytest.mark.parametrize(("design", "kind"), [case for case in CASES if case[0] != "switchback"])
def test_nobody_measured_in_a_group(design, kind):
    arms, values, second, place, turn = rows_of(design, kind)
    entry = analysed(design, kind, arms, np.where(arms == 1, np.nan, values), second, place, turn)["effects"][0]
    assert "cannot" in entry["answer"]


def test_a_stratum_that_is_too_small_or_has_nobody_says_what_to_do():
    arms, values, second, place, turn = rows_of("strata", "quantile")
    few = (place > 0) | (np.arange(len(place)) < 100)
    rows = [column[few] for column in (arms, values, second, place, turn)]
    found = analysed("strata", "quantile", *rows)
    cannot = found["effects"][0]["answer"]["cannot"]
    assert cannot["values"] == {"few": 1, "strata": 12}
    assert "Join small strata" in cannot["todo"]
    alone = (place > 0) | (arms == 1)
    rows = [column[alone] for column in (arms, values, second, place, turn)]
    for kind in ("quantile", "rank", "ratio"):
        cannot = analysed("strata", kind, *rows)["effects"][0]["answer"]["cannot"]
        assert "fewer than two units" in cannot["why"]


def test_times_that_are_none_are_told_as_that():
    arms, values, second, place, turn = rows_of("strata", "time")
    for design in ("strata", "clusters"):
        found = analysed(design, "time", arms, values, second + 1, place, turn)
        assert "neither 0 nor 1" in found["effects"][0]["answer"]["cannot"]["why"]


@pytest.mark.parametrize("design", COLUMN)
def test_too_few_events_are_told(design):
    arms, values, second, place, turn = rows_of(design, "rate")
    found = analysed(design, "rate", arms, np.where(arms == 1, 0, values), second, place, turn)
    assert "fewer than {fewest} events" in found["effects"][0]["answer"]["cannot"]["why"]


@pytest.mark.parametrize("design", ["strata", "clusters"])
def test_only_means_are_adjusted(design):
    arms, values, second, place, _turn = rows_of(design, "rank")
    covariate = {"covariates": [{"code": "idade", "label": "idade"}], "estimator": "adjusted"}
    plan = read_plan(check_plan({**plan_of(design, "rank"), **covariate}))
    numbers = {"y": values, "terminou": arms.astype(float), "idade": second}
    found = analyse(plan, Table(arms, numbers, {COLUMN[design]: place.astype(str)}))
    assert "cannot be adjusted" in found["effects"][0]["answer"]["cannot"]["what"]


def test_places_that_count_the_same_have_ratios_of_their_own():
    rows = rows_of("clusters", "rate")
    found = analysed("clusters", "rate", *rows, plan={"options": {"per": "cluster"}})
    ways = found["parts"]["ways"][0]["estimates"]
    assert found["effects"][0]["answer"] == ways["places"]
    assert set(ways) == {"person", "places", "ignored"}
    assert found["parts"]["alikeness"]["estimate"] < 0.2


def test_how_alike_people_of_a_place_are():
    """In what is compared: residuals of a ratio, ranks of a rating; not in times that were cut off."""
    assert "estimate" in analysed("clusters", "rank", *rows_of("clusters", "rank"))["parts"]["alikeness"]
    time = analysed("clusters", "time", *rows_of("clusters", "time"))
    assert "not happened yet" in time["parts"]["alikeness"]["cannot"]["why"]
    assert set(time["parts"]["ways"][0]["estimates"]) == {"places", "ignored"}
    arms, values, second, place, turn = rows_of("clusters", "ratio")
    empty = analysed("clusters", "ratio", arms, values, np.where(arms == 1, 0, second), place, turn)
    assert "add up to 0" in empty["parts"]["alikeness"]["cannot"]["why"]


def test_what_is_refused_says_what_to_choose_instead():
    for design in DESIGNS.values():
        for kind in set(KINDS) - set(design.kinds):
            reading = Reading({"outcomes": [{**OUTCOMES.get(kind, OTHER), "kind": kind, "role": "primary"}]})
            parts.outcomes(reading, KINDS, design)
            told = dict(reading.problems)["outcomes.0.kind"]
            assert str(KINDS[kind].instead) in told and str(KINDS[kind].instead)
            assert str(design.refuses.get(kind, "")) in told


@pytest.mark.parametrize("kind", ["rank", "time"])
def test_invitations_and_two_changes_compare_every_kind(kind):
    """As one by one; only what taking part did, and effects on average, are of means."""
    arms, values, second, _place, turn = rows_of("strata", kind)
    numbers = {"y": values, "terminou": arms.astype(float), "invited.took_part": (turn % 3 == 0).astype(float)}
    numbers |= {SECOND_COLUMN[kind]: second} if kind in SECOND_COLUMN else {}
    table, found = Table(arms, numbers, {}), {}
    for design in ("individual", "encouragement"):
        found[design] = analyse(read_plan(check_plan(plan_of(design, kind))), table)
    assert found["encouragement"]["effects"][0] == found["individual"]["effects"][0]
    assert "not one of means" in found["encouragement"]["parts"]["moved"][0]["answer"]["cannot"]["why"]
    assert ("waiting" in found["encouragement"]["parts"]) == (kind == "time")
    four = [{"code": code, "label": code} for code in ("nada", "uma", "outra", "ambas")]
    plan = read_plan(check_plan({**plan_of("factorial", kind), "arms": four}))
    parts = analyse(plan, Table(arms + 2 * (turn % 4 > 1), numbers, {}))
    assert "estimate" in parts["effects"][0]["answer"]
    assert "means and shares only" in parts["parts"]["factorial"]["cannot"]["why"]


def test_sizes_of_places_for_other_kinds():
    asked = {"power": 0.8, "cluster_size": 20.0, "alikeness": 0.05}
    rank = of_clusters(read_plan(check_plan(plan_of("clusters", "rank"))), asked)
    rate = of_clusters(
        read_plan(check_plan(plan_of("clusters", "rate", worthwhile=15))), {**asked, "baseline": 40.0, "exposure": 5.0}
    )
    assert rank.power >= 0.8 and rate.power >= 0.8
    assert rank.by_arm[0] % 20 == rate.by_arm[0] % 20 == 0


VARIABLES = {"strata": {"stratum": "onde"}, "clusters": {"cluster": "onde"}, "pairs": {"pair": "onde"}}
VARIABLES["switchback"] = {"cluster": "onde", "switch.time": "hora"}
WHOLE = [("strata", "quantile"), ("clusters", "odds"), ("pairs", "quantile"), ("switchback", "rate")]


@pytest.mark.django_db
@pytest.mark.parametrize(("design", "kind"), WHOLE)
def test_from_the_plan_to_the_page_and_the_package(design, kind):
    arms, values, second, place, turn = rows_of(design, kind)
    columns = {
        "grupo": [ARMS[arm]["code"] for arm in arms],
        "onde": [f"centro {one}" for one in place],
        "hora": turn.tolist(),
        "valor": values.tolist(),
        "outro": second.tolist(),
        "fim": arms.tolist(),
    }
    variables = {"y": "valor", "terminou": "fim", **VARIABLES[design]}
    if kind in SECOND_COLUMN:
        variables[SECOND_COLUMN[kind]] = "outro"
    told = brought(plan_of(design, kind), columns, variables, arm="grupo")
    assert told.primary.answer["estimate"] == pytest.approx(expected(design, kind, arms, values, second, place, turn))
    assert recomputed(told)
    page = signed_in(account_with("lab_lead")).get(reverse("trials:record", args=[told.analysis.trial.slug]))
    shown = html.unescape(page.content.decode())
    way = DESIGNS[design].ways(told.plan)[kind]
    assert told.finding in shown
    assert str(way.speaks) in shown and str(way.speaks) in told.definition
    assert told.method == str(way.method) and told.formula == way.formula
    assert str(way.speaks) in texts(told)
