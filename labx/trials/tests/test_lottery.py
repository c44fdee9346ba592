"""Drawing in the house: one unit at a time, concealed, written down, opened at the end, drawn again by anybody."""

import importlib

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from labx.core.audit.models import AuditEntry, AuditPayload
from labx.core.policy import NotAllowed
from labx.portfolio.actions import protocols
from labx.portfolio.models import Protocol
from labx.trials.actions import NotNow
from labx.trials.intake import importing
from labx.trials.intake.rows import Mapping
from labx.trials.lottery import allocating, boxes, closing, sealing
from labx.trials.lottery.sealing import seal_seed, seed_of
from labx.trials.models import Allocation, SealedSeed, Trial
from labx.trials.plan.blocks import usual_sizes
from labx.trials.plan.faults import BadPlan
from labx.trials.plan.reading import read_plan
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


def test_whole_places_are_drawn_from_the_list_that_was_sealed():
    project = making.project_of()
    drawn = {"scheme": "clusters", "listed": ["evora", "faro", "beja", "braga"]}
    drawn["seed_hash"] = seal_seed(by=WHO, project=project)
    trial = making.trial_of_second(project, design="clusters", randomisation=drawn, correction="none")
    arms = {allocate(trial, f"{code}-{n}", stratum=code).arm for code in ("evora", "evora") for n in range(3)}
    assert len(arms) == 1, "everyone of a place is in its group"
    for code in ("faro", "beja", "braga"):
        allocate(trial, code, stratum=code)
    assert allocating.verified(trial) == []
    with pytest.raises(NotNow, match="lisboa"):
        allocate(trial, "x", stratum="lisboa")


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
    seed = seed_of(SealedSeed.objects.get().seed_hash)
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


def test_whoever_stands_elsewhere_than_drawn_stops_the_import():
    trial = drawn_trial("simple")
    rows = making.second_file().decode().splitlines()
    drawn = {row.split(",")[0]: allocate(trial, row.split(",")[0]).arm for row in rows[1:-1]}
    as_drawn = [",".join([cells[0], drawn.get(cells[0], "nova"), *cells[2:]]) for cells in map(splitted, rows[1:])]
    dataset = making.kept(trial, "\n".join([rows[0], *as_drawn]).encode())
    refused = importing.bring_in(by=WHO, dataset=dataset, mapping=Mapping(**making.SECOND_MAPPING))
    assert [problem["code"] for problem in refused.problems] == ["not_as_drawn"], "the last was never drawn"
    other = as_drawn[0].split(",")
    other[1] = "sms" if other[1] != "sms" else "nova"
    dataset = making.kept(trial, "\n".join([rows[0], ",".join(other), *as_drawn[1:-1]]).encode())
    refused = importing.bring_in(by=WHO, dataset=dataset, mapping=Mapping(**making.SECOND_MAPPING))
    assert [(problem["row"], problem["code"]) for problem in refused.problems] == [(2, "not_as_drawn")]
    dataset = making.kept(trial, "\n".join([rows[0], *as_drawn[:-1]]).encode())
    assert importing.bring_in(by=WHO, dataset=dataset, mapping=Mapping(**making.SECOND_MAPPING)).state == "imported"


def splitted(row: str) -> list[str]:
    return row.split(",")


def test_an_amended_plan_never_draws_from_the_same_seed():
    trial = drawn_trial()
    amended = protocols.amend_protocol(by=WHO, protocol=trial.protocol, justification="Mais um grupo.")
    with pytest.raises(protocols.NothingToFreeze, match="semente"):
        protocols.freeze_protocol(by=WHO, protocol=amended)
    client = signed_in(account_with("lab_lead"))
    step = reverse("trials:plan_step", args=[trial.project.slug, amended.code, amended.version, "comparacao"])
    answers = {"design": "individual", "scheme": "blocks", "blocks": "4 8", "estimator": "difference"}
    answer = client.post(step, {**answers, "correction": "holm", "confidence": "95", "edition": amended.edition})
    assert answer.status_code == 302, answer.context["form"].errors
    amended.refresh_from_db()
    assert protocols.freeze_protocol(by=WHO, protocol=amended).is_frozen
    assert amended.plan["randomisation"]["seed_hash"] != trial.protocol.plan["randomisation"]["seed_hash"]


def test_a_seed_that_another_project_sealed_is_not_drawn_from():
    project = making.project_of()
    foreign = seal_seed(by=WHO, project=project)
    own = making.project_of("Outro")
    assert sealing.is_spent(foreign, Protocol(project=own)) and not sealing.is_spent(foreign, Protocol(project=project))
    assert not sealing.is_spent("", Protocol(project=own))


def test_two_who_freeze_with_one_seed_wait_for_each_other():
    project = making.project_of()
    hashed = seal_seed(by=WHO, project=project)
    with CaptureQueriesContext(connection) as asked:
        sealing.is_spent(hashed, Protocol(project=project))
    lock, *reads = [one["sql"] for one in asked.captured_queries]
    assert "pg_advisory_xact_lock" in lock and f"trials.seed:{hashed}" in lock and reads


def test_the_seed_and_the_units_lie_closed_in_the_database(settings):
    trial = drawn_trial()
    sealed = SealedSeed.objects.get()
    assert seed_of(sealed.seed_hash) not in sealed.box
    first = allocate(trial, "caso-1")
    plain = boxes.plain_hash(trial.id, "caso-1")
    assert first.unit_hash != plain
    assert first.unit_hash != boxes.hidden_hash("00" * 32, plain), "another trial has another secret"
    trial.refresh_from_db()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new key" * 8
    assert allocate(trial, "caso-1") == first, "an earlier key still opens"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(NotNow, match="chave"):
        allocate(trial, "caso-2")


def test_lotteries_from_before_are_closed_and_go_on(db):
    trial = drawn_trial()
    other = Trial.objects.get()
    plain = boxes.plain_hash(trial.id, "caso-1")
    Allocation.objects.create(trial=trial, number=1, unit_hash=plain, arm="nova")
    migration = importlib.import_module("labx.trials.migrations.0007_lotteries_lie_closed")
    seed = seed_of(SealedSeed.objects.get().seed_hash)
    with connection.cursor() as cursor:
        cursor.execute(migration.OPEN)
        SealedSeed.objects.update(box=seed)
        migration.close_seeds(apps, None)
        migration.hide_units(apps, None)
        cursor.execute(migration.CLOSE)
    other.refresh_from_db()
    assert SealedSeed.objects.get().box != seed == seed_of(SealedSeed.objects.get().seed_hash)
    assert Allocation.objects.get().unit_hash != plain
    assert allocate(other, "caso-1").number == 1, "known again"
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Allocation.objects.all().delete()


@pytest.mark.parametrize(("sizes", "told"), [([4], "dois tamanhos"), ([4, 4], "dois tamanhos"), ([4, 6], "6")])
def test_blocks_that_can_be_guessed_or_parted_by_no_share_are_not_frozen(sizes, told):
    project = making.project_of()
    drawn = {"scheme": "blocks", "blocks": sizes, "seed_hash": seal_seed(by=WHO, project=project)}
    with pytest.raises(BadPlan, match=told):
        making.trial_of_second(project, randomisation=drawn)


def test_a_plan_frozen_earlier_with_one_size_is_still_read_and_drawn():
    plan = dict(drawn_trial().protocol.plan)
    plan["randomisation"] = {**plan["randomisation"], "blocks": [4]}
    assert read_plan(plan).randomisation.blocks == (4,)


@pytest.mark.parametrize(
    ("shares", "sizes"),
    [((0.5, 0.5), (4, 6)), ((1 / 3,) * 3, (6, 9)), ((0.5, 0.25, 0.25), (8, 12)), ((0.501, 0.499), ())],
)
def test_the_sizes_offered_part_evenly(shares, sizes):
    """By hand: 2 is the smallest even block of two arms, so 4 and 6; quarters need 4, so 8 and 12."""
    assert usual_sizes(shares) == sizes
