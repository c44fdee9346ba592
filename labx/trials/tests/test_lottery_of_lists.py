"""Pairs and orders: everyone is known before, all are drawn at once, and anybody can draw them again."""

import pytest
from django.urls import reverse

from labx.core.audit.models import AuditEntry
from labx.core.policy import NotAllowed
from labx.portfolio.actions import protocols
from labx.trials.actions import NotNow
from labx.trials.lottery import allocating, closing, replaying
from labx.trials.lottery.sealing import seal_seed
from labx.trials.models import Trial
from labx.trials.plan.faults import BadPlan
from labx.trials.plan.reading import read_plan
from labx.trials.tests import making
from labx.trials.tests.making import WHO
from labx.trials.tests.test_lottery import allocate, drawn_trial
from tests.people import account_with, actor_with, signed_in

pytestmark = pytest.mark.django_db


def listed_trial(scheme: str, **changed: object) -> Trial:
    project = making.project_of()
    drawn = {"scheme": scheme, "listed": ["evora", "faro", "beja", "braga"], "steps": 2 if scheme == "wedge" else 0}
    drawn["seed_hash"] = seal_seed(by=WHO, project=project)
    arms = [{"code": "antiga", "label": "carta antiga"}, {"code": "nova", "label": "carta nova"}]
    design = "pairs" if scheme == "pairs" else "stepped_wedge"
    return making.trial_of_second(project, design=design, arms=arms, randomisation=drawn, correction="none", **changed)


@pytest.mark.parametrize(("scheme", "shown"), [("pairs", "carta nova"), ("wedge", "começa no período 3")])
def test_everyone_on_a_list_is_drawn_at_once_and_drawn_again(scheme, shown):
    trial = listed_trial(scheme)
    client, address = signed_in(account_with("lab_lead")), reverse("trials:lottery", args=[trial.slug])
    assert address in client.get(reverse("trials:record", args=[trial.slug])).content.decode()
    assert "Sortear a lista inteira" in client.get(address).content.decode()
    for _time in range(2):
        client.post(address)
    page = client.get(address).content.decode()
    assert shown in page
    assert "Sortear a lista inteira" not in page
    assert client.get(address, {"formato": "csv"}).status_code == 200
    groups = dict(trial.allocations.values_list("stratum", "arm"))
    assert sorted(groups) == ["beja", "braga", "evora", "faro"]
    assert len({groups["evora"], groups["faro"]}) == 2 or scheme == "wedge"
    assert sorted(groups.values()) == sorted([*allocating.groups_of(read_plan(trial.protocol.plan))] * 2)
    assert AuditEntry.objects.filter(action="trials.allocate").count() == 4
    assert allocating.verified(trial) == []
    assert allocating.draw_listed(by=WHO, trial=trial) == list(trial.allocations.all())
    closing.close_trial(by=WHO, trial=trial, why="Fim.")
    assert "todas as linhas" in client.get(address).content.decode()
    trial.refresh_from_db()
    plan = read_plan(trial.protocol.plan)
    log = replaying.lottery_log(trial, plan)["log"]
    assert {line["stratum"]: line["arm"] for line in log} == groups
    with pytest.raises(NotNow):
        allocate(trial, "evora")


def test_a_list_is_not_drawn_after_the_end_nor_where_units_come_one_by_one():
    trial = listed_trial("pairs")
    closing.close_trial(by=WHO, trial=trial, why="Fim.")
    client, address = signed_in(account_with("lab_lead")), reverse("trials:lottery", args=[trial.slug])
    assert "mais ninguém é sorteado" in client.post(address, follow=True).content.decode()
    assert not trial.allocations.exists()
    with pytest.raises(NotNow):
        allocating.draw_listed(by=WHO, trial=drawn_trial())
    with pytest.raises(NotAllowed):
        allocating.draw_listed(by=actor_with("network_member"), trial=trial)


@pytest.mark.parametrize(
    ("scheme", "changed", "place"),
    [
        ("pairs", {"listed": ["a", "b", "c"]}, "randomisation.listed"),
        ("pairs", {"listed": ["a", "b"]}, "randomisation.listed"),
        ("wedge", {"listed": ["a"]}, "randomisation.listed"),
        ("wedge", {"steps": 1}, "randomisation.steps"),
        ("wedge", {"steps": 5}, "randomisation.steps"),
    ],
)
def test_lists_that_cannot_be_drawn_are_refused_before_freezing(scheme, changed, place):
    plan = dict(listed_trial(scheme).protocol.plan)
    with pytest.raises(BadPlan) as refused:
        read_plan({**plan, "randomisation": {**plan["randomisation"], **changed}})
    assert place in [where for where, _what in refused.value.problems]


def test_what_was_drawn_in_pairs_must_stand_so_in_the_data():
    trial = listed_trial("pairs")
    allocating.draw_listed(by=WHO, trial=trial)
    plan = read_plan(trial.protocol.plan)
    drawn = allocating.drawn_arms(trial, plan)
    groups = dict(trial.allocations.values_list("stratum", "arm"))
    assert [drawn(code) for code in groups] == [allocating.places_of(plan)[arm] for arm in groups.values()]
    assert drawn("lisboa") is None
    wedge = listed_trial("wedge")
    allocating.draw_listed(by=WHO, trial=wedge)
    assert allocating.drawn_arms(wedge, read_plan(wedge.protocol.plan)) is None


@pytest.mark.parametrize(
    ("design", "scheme", "lines", "steps", "wrong"),
    [
        ("pairs", "pairs", "evora; faro\nbeja;braga", "", ""),
        ("pairs", "pairs", "evora faro\nbeja; braga", "", "listed"),
        ("stepped_wedge", "wedge", "evora\nfaro\nbeja\nbraga", "2", ""),
        ("stepped_wedge", "wedge", "evora\nfaro", "3", "steps"),
    ],
)
def test_lists_are_written_in_the_step_about_the_comparison(design, scheme, lines, steps, wrong):
    trial = listed_trial(scheme)
    amended = protocols.amend_protocol(by=WHO, protocol=trial.protocol, justification="Outra lista.")
    client = signed_in(account_with("lab_lead"))
    step = reverse("trials:plan_step", args=[trial.project.slug, amended.code, amended.version, "comparacao"])
    assert ("evora; faro\nbeja; braga" in client.get(step).content.decode()) == (scheme == "pairs")
    answers = {"design": design, "scheme": scheme, "listed": lines, "steps": steps, "estimator": "difference"}
    answer = client.post(step, {**answers, "correction": "none", "confidence": "95", "edition": amended.edition})
    if wrong:
        assert wrong in answer.context["form"].errors
        return
    assert answer.status_code == 302, answer.context["form"].errors
    amended.refresh_from_db()
    assert sorted(amended.plan["randomisation"]["listed"]) == ["beja", "braga", "evora", "faro"]
    assert amended.plan["randomisation"]["steps"] == (2 if scheme == "wedge" else 0)
