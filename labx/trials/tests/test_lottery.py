"""Drawing in the house: one unit at a time, concealed, written down, opened at the end, drawn again by anybody."""

import json

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from labx.core.audit.models import AuditEntry, AuditPayload
from labx.core.files.archive import write_zip
from labx.core.policy import NotAllowed
from labx.portfolio.models import Decision
from labx.trials import allocating, closing, conclusions, importing, looking, package, replaying
from labx.trials.actions import NotNow
from labx.trials.cli import trials
from labx.trials.intake import Mapping
from labx.trials.models import Allocation, SealedSeed, Trial
from labx.trials.sealing import seal_seed
from labx.trials.telling import tell
from labx.trials.tests import making
from labx.trials.tests.making import WHO
from tests.people import account_with, actor_with, signed_in

pytestmark = pytest.mark.django_db


def drawn_trial(scheme: str = "blocks", **changed: object) -> Trial:
    project = making.project_of()
    drawn = {"scheme": scheme, "blocks": [4, 8], "seed_hash": seal_seed(by=WHO, project=project)}
    return making.trial_of_second(project, randomisation=drawn, **changed)


def allocate(trial: Trial, unit: str, **more: object) -> Allocation:
    return allocating.allocate(by=WHO, trial=trial, unit=unit, **more)


def finished(trial: Trial) -> Trial:
    importing.bring_in(
        by=WHO, dataset=making.kept(trial, making.second_file()), mapping=Mapping(**making.SECOND_MAPPING)
    )
    looking.take_look(by=WHO, trial=trial)
    trial.datasets.update(is_open=True)
    return closing.close_trial(by=WHO, trial=trial, why="Como previsto.")


@pytest.mark.parametrize("scheme", ["simple", "complete", "blocks", "strata", "minimisation"])
def test_each_scheme_draws_and_is_drawn_again(scheme):
    trial = drawn_trial(scheme, sample={"units": 12})
    for n in range(12):
        stratum = "norte" if n % 2 and scheme == "strata" else "sul" if scheme == "strata" else ""
        factors = {"idade": "jovem" if n % 3 else "velha"} if scheme == "minimisation" else {}
        allocate(trial, f"caso-{n}", stratum=stratum, factors=factors)
    assert list(trial.allocations.values_list("number", flat=True)) == list(range(1, 13))
    assert allocating.verified(trial) == []
    assert len(set(trial.allocations.values_list("arm", flat=True))) > 1


def test_whoever_comes_again_stays_in_the_group_that_was_drawn():
    trial = drawn_trial()
    first = allocate(trial, "caso-1")
    allocate(trial, "caso-2")
    assert allocate(trial, "caso-1") == first and trial.allocations.count() == 2


def test_nothing_kept_of_the_draw_names_the_unit():
    trial = drawn_trial()
    allocate(trial, "NIF-123456789")
    told = "".join(AuditPayload.objects.values_list("content", flat=True))
    assert "123456789" not in told and Allocation.objects.get().unit_hash in told
    assert AuditEntry.objects.filter(action="trials.allocate").count() == 1


def test_the_seed_stays_sealed_until_the_trial_is_closed():
    trial = drawn_trial()
    allocate(trial, "caso-1")
    seed = SealedSeed.objects.get().seed
    client = signed_in(account_with("lab_lead"))
    page = client.get(reverse("trials:lottery", args=[trial.slug])).content.decode()
    assert seed not in page and SealedSeed.objects.get().seed_hash in page
    assert seed not in "".join(AuditPayload.objects.values_list("content", flat=True))
    closing.close_trial(by=WHO, trial=trial, why="Como previsto.")
    page = client.get(reverse("trials:lottery", args=[trial.slug])).content.decode()
    assert seed in page and seed in "".join(AuditPayload.objects.values_list("content", flat=True))


def test_the_page_draws_and_shows_only_this_unit(db):
    trial = drawn_trial()
    client, address = signed_in(account_with("lab_lead")), reverse("trials:lottery", args=[trial.slug])
    answer = client.post(address, {"unit": "caso-1"})
    arm = Allocation.objects.get().arm
    label = {"antiga": "carta antiga", "nova": "carta nova", "sms": "mensagem"}[arm]
    assert f"1: {label}" in answer.content.decode()
    bad = client.post(address, {"unit": "João da Silva"})
    assert "unit" in bad.context["form"].errors and Allocation.objects.count() == 1
    closing.close_trial(by=WHO, trial=trial, why="Fim.")
    late = client.post(address, {"unit": "caso-2"})
    assert late.context["form"].errors and Allocation.objects.count() == 1


def test_strata_and_factors_are_asked_for_where_the_lottery_needs_them():
    client = signed_in(account_with("lab_lead"))
    stratified = drawn_trial("strata")
    address = reverse("trials:lottery", args=[stratified.slug])
    assert "stratum" in client.post(address, {"unit": "a", "stratum": "São João"}).context["form"].errors
    assert client.post(address, {"unit": "a", "stratum": "norte"}).context["drawn"].stratum == "norte"


def test_factors_of_a_minimisation_are_those_of_the_plan():
    client = signed_in(account_with("lab_lead"))
    trial = drawn_trial("minimisation")
    address = reverse("trials:lottery", args=[trial.slug])
    drawn = client.post(address, {"unit": "a", "factor_idade": "jovem"}).context["drawn"]
    assert drawn.factors == {"idade": "jovem"}


def test_who_may_not_draw_or_close_does_neither():
    trial = drawn_trial()
    with pytest.raises(NotAllowed):
        allocating.allocate(by=actor_with(), trial=trial, unit="caso-1")
    with pytest.raises(NotAllowed):
        closing.close_trial(by=actor_with(), trial=trial, why="Sim.")


def test_a_trial_drawn_elsewhere_draws_nobody():
    trial = making.trial_of_second()
    with pytest.raises(NotNow):
        allocate(trial, "caso-1")
    client = signed_in(account_with("lab_lead"))
    assert client.get(reverse("trials:lottery", args=[trial.slug])).status_code == 404


def test_a_complete_list_comes_to_its_end():
    trial = drawn_trial("complete", sample={"units": 2})
    allocate(trial, "a"), allocate(trial, "b")
    with pytest.raises(NotNow, match="2 units"):
        allocate(trial, "c")


@pytest.mark.parametrize("table", ["allocations", "seeds"])
def test_the_database_itself_refuses_another_lot(table):
    trial = drawn_trial()
    allocate(trial, "caso-1")
    rows = trial.allocations.all() if table == "allocations" else SealedSeed.objects.all()
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        rows.delete()


def test_closing_needs_a_reason_and_happens_once():
    trial = drawn_trial()
    with pytest.raises(NotNow):
        closing.close_trial(by=WHO, trial=trial, why=" ")
    client, address = signed_in(account_with("lab_lead")), reverse("trials:close", args=[trial.slug])
    client.post(address, {"why": "Como previsto."})
    client.post(address, {"why": "Outra vez."})
    trial.refresh_from_db()
    assert trial.closed_why == "Como previsto."
    assert "Como previsto." in client.get(address).content.decode()
    assert AuditEntry.objects.filter(action="trials.close").count() == 1


# Anybody draws it again, from the public package.


@pytest.fixture
def packed(tmp_path):
    trial = drawn_trial()
    for n in range(30):
        allocate(trial, f"caso-{n}")
    trial = finished(trial)
    files = conclusions.package_of(tell(trial.analyses.get()))

    def write(**changed: bytes):
        path = tmp_path / "package.zip"
        write_zip(path, {**files, **changed})
        return path, files

    return write


def test_the_package_of_a_closed_trial_is_drawn_again_and_recomputed(packed):
    path, files = packed()
    assert replaying.verify_package(path) == [] and package.recompute(path)[1] == []
    assert "every line of the log is the same" in CliRunner().invoke(trials, ["verify", str(path)]).output
    assert "caso-" not in files["lottery.json"].decode()


def test_a_changed_line_of_the_package_is_found(packed):
    _path, files = packed()
    lottery = json.loads(files["lottery.json"])
    others = {"antiga": "nova", "nova": "sms", "sms": "antiga"}
    lottery["log"][4]["arm"] = others[lottery["log"][4]["arm"]]
    path, _files = packed(**{"lottery.json": json.dumps(lottery).encode()})
    assert [fault.number for fault in replaying.verify_package(path)] == [5]
    answer = CliRunner().invoke(trials, ["verify", str(path)])
    assert answer.exit_code == 1 and "number 5" in answer.output


@pytest.mark.parametrize("lottery", [{}, {"seed": "00" * 32, "log": []}, {"seed": "x", "log": [{"number": 1}]}])
def test_a_lottery_that_is_none_is_refused(lottery, packed):
    path, _files = packed(**{"lottery.json": json.dumps(lottery).encode()})
    with pytest.raises(package.BadPackage):
        replaying.verify_package(path)


def test_the_command_verifies_a_trial_of_this_house_too():
    trial = drawn_trial()
    allocate(trial, "caso-1")
    assert CliRunner().invoke(trials, ["verify", trial.slug]).exit_code == 0
    assert CliRunner().invoke(trials, ["verify", "nada"]).exit_code == 1


def test_an_open_trial_has_no_lottery_in_its_package(tmp_path):
    trial = drawn_trial()
    importing.bring_in(
        by=WHO, dataset=making.kept(trial, making.second_file()), mapping=Mapping(**making.SECOND_MAPPING)
    )
    files = conclusions.package_of(tell(looking.take_look(by=WHO, trial=trial)))
    write_zip(tmp_path / "p.zip", files)
    with pytest.raises(package.BadPackage):
        replaying.verify_package(tmp_path / "p.zip")


# The decision.


DECISION = {
    "reasons": "É o que os dados dizem.",
    "decided_by": "A direção",
    "decided_on": "21/11/2025",
    "would_change": "Mais dados.",
}


def decide(client: Client, trial: Trial, **said: str):
    return client.post(reverse("trials:decide", args=[trial.slug]), {**DECISION, **said})


def test_the_rule_that_was_fixed_before_decides_and_departing_needs_a_reason():
    trial = finished(drawn_trial())
    client, told = signed_in(account_with("lab_lead")), tell(trial.analyses.get())
    ruled = closing.decision_by_rule(told)
    page = client.get(reverse("trials:decide", args=[trial.slug]))
    assert page.context["form"].initial["outcome"] == ruled
    other = "stop" if ruled != "stop" else "scale"
    refused = decide(client, trial, outcome=other)
    assert "departs_because" in refused.context["form"].errors and not Decision.objects.exists()
    decide(client, trial, outcome=other, departs_because="Falta dinheiro.")
    decision = Decision.objects.get()
    assert decision.outcome == other and "Falta dinheiro." in decision.reasons


def test_inconclusive_is_a_decision_like_any_other():
    trial = finished(drawn_trial(rule=dict.fromkeys(["helped", "unclear", "too_little", "harmed"], "inconclusive")))
    client = signed_in(account_with("lab_lead"))
    told = tell(trial.analyses.get())
    ruled = closing.decision_by_rule(told)
    assert decide(client, trial, outcome=ruled).status_code == 302
    assert Decision.objects.get().outcome == ruled
    assert "decided_on" in decide(client, trial, outcome=ruled, decided_on="21/11/2999").context["form"].errors


def test_without_a_result_there_is_nothing_to_decide():
    client = signed_in(account_with("lab_lead"))
    assert client.get(reverse("trials:decide", args=[drawn_trial().slug])).status_code == 404


def test_the_page_of_the_lottery_asks_no_more_of_the_database_when_more_were_drawn(django_assert_max_num_queries):
    trial = drawn_trial()
    client, address = signed_in(account_with("lab_lead")), reverse("trials:lottery", args=[trial.slug])
    allocate(trial, "a")
    closing.close_trial(by=WHO, trial=trial, why="Fim.")
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    numbers = [trial.allocations.get().number + n for n in range(1, 30)]
    Allocation.objects.bulk_create(Allocation(trial=trial, number=n, unit_hash=f"{n:064}", arm="nova") for n in numbers)
    with django_assert_max_num_queries(len(few)):
        page = client.get(address).content.decode()
    assert "não são o que a semente dá" in page or "não é o que a semente dá" in page
