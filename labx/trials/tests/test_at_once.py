"""Two people, or one impatient hand, doing the same to a trial at the same moment."""

import pytest
from django.db import transaction

from labx.portfolio.actions import protocols
from labx.portfolio.models import Claim, Evidence, Protocol
from labx.trials import actions, queries
from labx.trials.intake import importing
from labx.trials.intake.rows import Mapping
from labx.trials.models import Dataset, Trial
from labx.trials.publishing import conclusions
from labx.trials.telling.result import Told, tell
from labx.trials.tests import making
from labx.trials.tests.making import WHO
from tests.meanwhile import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told() -> Told:
    trial = making.trial_of()
    importing.bring_in(by=WHO, dataset=making.kept(trial), mapping=Mapping(**making.MAPPING))
    return tell(queries.latest_analysis(trial))


def conclude(told: Told) -> Claim:
    with transaction.atomic():
        evidence = conclusions.record_finding(by=WHO, told=told)
        return conclusions.publish_finding(by=WHO, told=told, evidence=evidence)


def undo(told: Told) -> Dataset:
    dataset = queries.dataset(told.analysis.dataset_id)
    return actions.undo_import(by=WHO, dataset=dataset, why="?", retractions=list(queries.retractions_of(dataset)))


def test_a_result_concluded_twice_is_evidence_and_a_number_once(told):
    one, other = meanwhile(*[lambda: conclude(told)] * 2)
    assert one == other
    assert (Evidence.objects.count(), Claim.objects.count()) == (1, 1)


def test_nothing_is_concluded_from_data_that_are_being_taken_back(told):
    _undone, other = meanwhile(lambda: undo(told), lambda: conclude(told))
    assert isinstance(other, actions.NotNow)
    assert not Evidence.objects.exists()


def test_data_under_a_number_that_is_being_published_stay(told):
    _claim, other = meanwhile(lambda: conclude(told), lambda: undo(told))
    assert isinstance(other, actions.NotNow)
    assert Dataset.objects.get().state == Dataset.State.IMPORTED


def test_data_taken_back_twice_are_taken_back_once(told):
    _undone, other = meanwhile(lambda: undo(told), lambda: undo(told))
    assert isinstance(other, actions.NotNow)


def test_two_files_at_once_give_one_import():
    trial = making.trial_of()
    files = [making.kept(trial), making.kept(trial, making.GOOD + b"\n")]
    mapping = Mapping(**making.MAPPING)
    _one, other = meanwhile(*[lambda it=it: importing.bring_in(by=WHO, dataset=it, mapping=mapping) for it in files])
    assert isinstance(other, actions.NotNow)
    assert Dataset.objects.filter(state=Dataset.State.IMPORTED).count() == 1


def test_a_protocol_is_frozen_once_and_its_trial_opened_once():
    draft = making.draft_of(making.project_of())
    _one, other = meanwhile(*[lambda: protocols.freeze_protocol(by=WHO, protocol=draft)] * 2)
    assert isinstance(other, protocols.ProtocolFrozen)
    frozen = Protocol.objects.get()
    one, other = meanwhile(*[lambda: actions.open_trial(by=WHO, protocol=frozen)] * 2)
    assert one == other


def test_trials_of_one_title_get_two_addresses():
    frozen = [protocols.freeze_protocol(by=WHO, protocol=making.draft_of(making.project_of())) for _ in range(2)]
    meanwhile(*[lambda it=it: actions.open_trial(by=WHO, protocol=it) for it in frozen])
    assert set(Trial.objects.values_list("slug", flat=True)) == {"a-carta-nova", "a-carta-nova-2"}
