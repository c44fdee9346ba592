"""What is kept of a person is told, and goes when it is erased, while counts stay."""

from uuid import uuid4

import pytest

from labx.core.personal import Person, personal_data
from labx.portfolio.challenges.tests.making import scored, submitted
from labx.portfolio.learning.models import Session, TaskResult
from labx.portfolio.learning.queries import task_counts
from labx.portfolio.learning.tests.making import WHO, prototyped, tried
from labx.portfolio.tests.making import project_of
from tests.people import account_with, actor_with

pytestmark = pytest.mark.django_db


def kept(kind: str):
    return next(data for data in personal_data() if data.kind == kind)


def test_a_session_keeps_how_it_went_and_loses_the_person():
    subject, prototype = uuid4(), prototyped(project_of())
    tried(prototype, "P1", subject=subject)
    tried(prototype, "P2")
    person = Person(subjects=frozenset({subject}))
    sessions = kept("learning.sessions")
    assert [row["quote"] for row in sessions.of(person)] == ["Não sabia."]
    assert sessions.erase(person, WHO) == 1 and not list(sessions.of(person))
    assert task_counts(prototype)[0][1].people == 2
    assert not Session.objects.filter(participant_code="P1").exists()
    assert TaskResult.objects.filter(quote="").count() == 1


def test_a_challenge_stays_with_its_entity_without_who_brought_or_scored_it():
    challenge = scored(actor_with("analyst"), submitted(actor_with("entity_contact")))
    people = frozenset({account_with("analyst").id, account_with("entity_contact").id})
    for kind in ("challenges.brought", "challenges.scores"):
        assert len(list(kept(kind).of(Person(accounts=people)))) == 1
        assert kept(kind).erase(Person(accounts=people), WHO) == 1
    challenge.refresh_from_db()
    assert challenge.contact is None and challenge.assessments.get().scorer is None
