"""Designs of places and times: from plan and file to result page and a package that recomputes."""

import numpy as np
import pytest

from labx.trials import queries
from labx.trials.analysis.analyse import analyse
from labx.trials.engine.panel.stepped_wedge import stepped_wedge
from labx.trials.engine.panel.switchback import switchback
from labx.trials.engine.quasi.encouragement import encouragement
from labx.trials.intake import importing
from labx.trials.intake.rows import Mapping
from labx.trials.plan.faults import BadPlan
from labx.trials.plan.reading import check_plan, read_plan
from labx.trials.telling.result import Told, tell
from labx.trials.telling.sections import sections_of
from labx.trials.tests import making
from labx.trials.tests.making import WHO

pytestmark = pytest.mark.django_db

ARMS = [{"code": "antes", "label": "como hoje"}, {"code": "novo", "label": "novo atendimento"}]
OUTCOMES = [
    {
        "code": "dias",
        "label": "dias de espera",
        "role": "primary",
        "kind": "mean",
        "unit": "dias",
        "better": "lower",
        "worthwhile": 1,
    }
]
PLAN = {"version": 2, "unit": "pessoas", "arms": ARMS, "outcomes": OUTCOMES, "correction": "none", "subgroups": []}


def brought(plan: dict, columns: dict[str, list], variables: dict[str, str], *, arm: str = "", unit: str = ""):
    """A frozen plan, a file of these columns imported, and the result looked at."""
    trial = making.trial_of_second(**{**PLAN, **plan})
    rows = [",".join(map(str, row)) for row in zip(*columns.values(), strict=True)]
    dataset = making.kept(trial, "\n".join([",".join(columns), *rows]).encode())
    arms = {"antes": "antes", "novo": "novo"} if arm else {}
    mapping = Mapping(unit=unit, arm=arm, arms=arms, variables=variables, words={})
    importing.bring_in(by=WHO, dataset=dataset, mapping=mapping)
    dataset = queries.dataset(dataset.pk)
    assert dataset.state == "imported", dataset.problems
    return tell(making.looked(trial))


def recomputed(told: Told) -> bool:
    """Another run on what the event log says gives the same result."""
    trial = told.analysis.trial
    table = queries.units_of(trial.datasets.get(state="imported"))
    return analyse(read_plan(trial.protocol.plan), table) == told.result


def texts(told: Told) -> str:
    return " ".join(" ".join([str(section.title), *section.sentences]) for section in sections_of(told))


def wedge_columns() -> dict[str, list]:
    """Twelve places in five periods, six people each time."""
    random = np.random.default_rng(8)
    place, period = np.repeat(np.arange(12), 30), np.tile(np.repeat(np.arange(1, 6), 6), 12)
    tried = period > place // 3 + 1
    days = 20 + period + 2 * random.normal(size=12)[place] - 3 * tried + random.normal(size=360)
    return {
        "grupo": np.where(tried, "novo", "antes").tolist(),
        "onde": [f"centro {one:02}" for one in place],
        "mes": period.tolist(),
        "dias": days.round(4).tolist(),
    }


def test_a_stepped_wedge():
    data = wedge_columns()
    variables = {"dias": "dias", "cluster": "onde", "wedge.period": "mes"}
    told = brought({"design": "stepped_wedge"}, data, variables, arm="grupo")
    expected = stepped_wedge(
        data["dias"],
        treatment=[float(one == "novo") for one in data["grupo"]],
        cluster=data["onde"],
        period=data["mes"],
        confidence=0.95,
    )
    found = told.result["effects"][0]["answer"]
    assert found["estimate"] == pytest.approx(expected.effect.estimate, rel=1e-5)
    assert found["interval"]["lower"] < -3 < found["interval"]["upper"]
    assert told.result["parts"]["models"][0]["answer"]["clusters"] == 12
    assert told.result["parts"]["orders"][0]["answer"]["p_value"] < 0.01
    assert recomputed(told)
    assert "A ordem dos locais" in texts(told)
    assert "como hoje" in told.finding


def test_few_places_are_told_to_trust_the_lottery():
    data = wedge_columns()
    kept = [place for place, where in enumerate(data["onde"]) if int(where[-2:]) % 3 == 0]
    few = {name: [values[place] for place in kept] for name, values in data.items()}
    variables = {"dias": "dias", "cluster": "onde", "wedge.period": "mes"}
    told = brought({"design": "stepped_wedge"}, few, variables, arm="grupo")
    assert "assenta só no sorteio" in texts(told)


def test_a_stepped_wedge_in_which_all_began_together_says_why_there_is_no_answer():
    data = wedge_columns()
    data["grupo"] = ["novo" if period > 3 else "antes" for period in data["mes"]]
    variables = {"dias": "dias", "cluster": "onde", "wedge.period": "mes"}
    told = brought({"design": "stepped_wedge"}, data, variables, arm="grupo")
    assert not told.has_answer
    assert "passagem do tempo" in told.finding
    assert "passagem do tempo" in texts(told)


def switch_columns(lingers: float = 0) -> dict[str, list]:
    """Two counters, forty blocks of six hours, one row an hour."""
    random = np.random.default_rng(8)
    on = np.concatenate([random.permutation(np.arange(40) % 2) for _ in range(2)])
    hour = np.tile(np.arange(240) + 0.5, 2)
    days = 5 - 2 * on.repeat(6) + lingers * np.roll(on, 1).repeat(6) + random.normal(size=80).repeat(6)
    return {
        "grupo": np.where(on.repeat(6) == 1, "novo", "antes").tolist(),
        "balcao": np.repeat(["A", "B"], 240).tolist(),
        "hora": hour.tolist(),
        "dias": (days + 0.1 * random.normal(size=480)).round(4).tolist(),
    }


SWITCH = {"design": "switchback", "options": {"block_length": 6, "washout": 1}}
SWITCH_VARIABLES = {"dias": "dias", "cluster": "balcao", "switch.time": "hora"}


def test_a_switchback():
    data = switch_columns()
    told = brought(SWITCH, data, SWITCH_VARIABLES, arm="grupo")
    expected = switchback(
        data["dias"],
        treatment=[float(one == "novo") for one in data["grupo"]],
        unit=data["balcao"],
        time=data["hora"],
        block_length=6,
        washout=1,
        confidence=0.95,
    )
    assert told.result["effects"][0]["answer"]["estimate"] == pytest.approx(expected.effect.estimate)
    assert told.result["parts"]["blocks"][0]["answer"]["blocks"] == 80
    assert recomputed(told)
    assert "não mostram que a maneira do bloco anterior" in texts(told)


def test_what_lingers_is_told():
    told = brought(SWITCH, switch_columns(lingers=5), SWITCH_VARIABLES, arm="grupo")
    assert "curto demais" in texts(told)


def test_blocks_that_do_not_fit_are_told():
    told = brought(
        {**SWITCH, "options": {"block_length": 7, "washout": 0}}, switch_columns(), SWITCH_VARIABLES, arm="grupo"
    )
    assert not told.has_answer
    assert "mudou dentro do bloco" in texts(told)


@pytest.mark.parametrize("options", [{"block_length": 0}, {"block_length": 6, "washout": 6}, {"more": 1}])
def test_blocks_that_cannot_be(options):
    with pytest.raises(BadPlan, match=r"options\."):
        check_plan({**making.SECOND, **PLAN, "design": "switchback", "options": options})


def invited_columns(moved: float = 1.5) -> dict[str, list]:
    random = np.random.default_rng(8)
    invited = np.arange(200) % 2
    trait = random.normal(size=200)
    part = (trait + moved * invited > 1).astype(int)
    days = 10 - 4 * part - trait + random.normal(size=200)
    return {
        "grupo": np.where(invited == 1, "novo", "antes").tolist(),
        "veio": part.tolist(),
        "idade": random.integers(20, 60, 200).tolist(),
        "dias": days.round(4).tolist(),
    }


@pytest.mark.parametrize("estimator", ["difference", "adjusted"])
def test_an_invitation(estimator):
    data = invited_columns()
    covariates = [{"code": "idade", "label": "idade"}]
    told = brought(
        {"design": "encouragement", "estimator": estimator, "covariates": covariates},
        data,
        {"dias": "dias", "invited.took_part": "veio", "idade": "idade"},
        arm="grupo",
    )
    table = np.array(data["idade"], dtype=float)[:, None] if estimator == "adjusted" else np.empty((200, 0))
    expected = encouragement(
        data["dias"],
        took_part=data["veio"],
        encouraged=[float(one == "novo") for one in data["grupo"]],
        covariates=table,
        names=["idade"] if estimator == "adjusted" else [],
        confidence=0.95,
    )
    found = told.result["parts"]["moved"][0]["answer"]
    assert found["estimate"] == pytest.approx(expected.estimate)
    assert found["interval"]["lower"] == pytest.approx(expected.interval.lower)
    assert recomputed(told)
    assert "O convite moveu" in texts(told)


def test_an_invitation_that_moved_few_is_told_so():
    weak = {**invited_columns(), "veio": [int(number % 7 == 1) for number in range(200)]}
    told = brought({"design": "encouragement"}, weak, {"dias": "dias", "invited.took_part": "veio"}, arm="grupo")
    assert "O convite moveu poucas pessoas" in texts(told)


def test_an_invitation_that_moved_some():
    data = invited_columns(moved=0.5)
    told = brought({"design": "encouragement"}, data, {"dias": "dias", "invited.took_part": "veio"}, arm="grupo")
    strength = told.result["parts"]["moved"][0]["answer"].get("strength")
    assert ("muito incerto" in texts(told)) == (strength is not None and strength < 10)
