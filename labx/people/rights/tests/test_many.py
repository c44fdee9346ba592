"""Many erasures later the chain verifies and every counter is what it was. And the demonstration, once."""

import pytest
from django.conf import settings as configured

from labx.core.actors import system
from labx.core.audit.seal import seal
from labx.core.audit.verify import verify
from labx.core.events.compaction import compact_all
from labx.core.events.models import HotEvent
from labx.core.events.publish import publish
from labx.core.measures.compute import compute
from labx.core.measures.declare import measures
from labx.core.personal import Person, personal_data, widen
from labx.people.participants.events import PANEL
from labx.people.participants.models import Contact, Participant, Subject
from labx.people.rights import demo
from labx.people.rights.actions.erasure import carry_out
from labx.people.rights.models import Assessment, Breach, Erasure, ProcessingActivity, Request
from labx.people.rights.person import held
from labx.people.rights.tests.making import RECEIVED
from labx.stats.errors import CannotEstimate

pytestmark = pytest.mark.django_db
WHO = system("test")


@pytest.fixture(autouse=True)
def own_folders(tmp_path, settings) -> None:
    settings.VAR = tmp_path
    settings.KEYS_DIR = tmp_path / "keys"
    settings.LAKE_DIR = tmp_path / "lake"
    settings.MEDIA_ROOT = tmp_path / "media"


def counters() -> dict[str, object]:
    return {name: counted(name) for name in measures()}


def counted(name: str) -> object:
    """A rate of nothing has no value, before and after."""
    try:
        return compute(name).value
    except CannotEstimate as missing:
        return str(missing)


def somebody(number: int) -> Erasure:
    """A participant who took part, whose erasure was asked for."""
    participant = Participant.objects.create()
    subject = Subject.objects.create(participant=participant)
    Contact.objects.create(participant=participant, name=f"Pessoa Número{number}", email=f"p{number}@example.pt")
    publish(name="participants.joined", subject=subject.id, project=PANEL, context={"channel": "web"})
    request = Request.objects.create(
        kind="erasure", state="open", channel="letter", received_on=RECEIVED, due_on=RECEIVED, identity="call",
        participant_id=participant.id,
    )  # fmt: skip
    person = widen(Person(participants=frozenset({participant.id})))
    assert person.subjects == {subject.id}
    return Erasure.objects.create(request=request, held=held(person))


def erase_many(count: int) -> None:
    waiting = [somebody(number) for number in range(count)]
    compact_all()
    assert not HotEvent.objects.exists()
    before = counters()
    for erasure in waiting:
        assert carry_out(by=WHO, erasure=erasure).is_done
    seal()
    assert not list(verify())
    assert counters() == before and not Subject.objects.exists() and not Participant.objects.exists()


def test_a_few_erasures_later_nothing_else_moved():
    erase_many(8)


@pytest.mark.slow
def test_a_thousand_erasures_later_nothing_else_moved():
    erase_many(1000)


def test_the_lake_holds_numbers_that_lead_to_nobody(tmp_path):
    erasure = somebody(1)
    subject = erasure.held["subjects"][0]
    compact_all()
    carry_out(by=WHO, erasure=erasure)
    assert list(configured.LAKE_DIR.rglob("*.parquet"))
    erasure.refresh_from_db()
    assert subject not in str(erasure.held) + str(erasure.receipt)
    assert not Subject.objects.filter(pk=subject).exists()


def test_every_kind_says_what_it_is_for():
    for data in personal_data():
        assert str(data.title) and str(data.purpose), data.kind


def test_the_demonstration_is_loaded_once_and_says_it_is_invented():
    for _time in range(2):
        demo.load(None, by=WHO)
    assert (Request.objects.count(), Assessment.objects.count(), Breach.objects.count()) == (3, 1, 1)
    assert any(request.is_late for request in Request.objects.all())
    assert ProcessingActivity.objects.count() >= 4
    assert Assessment.objects.get().title == "Entrevistas com pessoas em luto (inventado)"
