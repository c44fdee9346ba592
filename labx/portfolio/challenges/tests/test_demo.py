"""The demonstration: three challenges in three states, one a project that learned something; there once."""

import pytest
from django.urls import reverse

from labx.core.actors import system
from labx.portfolio.challenges import demo
from labx.portfolio.challenges.models import Challenge
from labx.portfolio.challenges.queries import care_of
from labx.portfolio.learning import demo as learning
from labx.portfolio.learning.models import Fall, Finding
from labx.portfolio.learning.nodes import EvidenceGraph
from tests.people import account_with, signed_in

pytestmark = pytest.mark.django_db


def test_the_demonstration_has_every_state_and_says_that_it_is_invented():
    for _time in range(2):
        learning.load(None, by=system("demo"))
    assert sorted(Challenge.objects.values_list("state", flat=True)) == ["accepted", "procured", "submitted"]
    project = demo.accepted_project()
    assert project.is_example and care_of(project).missing == []
    assert Finding.objects.filter(project=project).count() == 4 and Fall.objects.count() == 1
    graph = EvidenceGraph(project)
    assert {node.kind.value for node in graph.nodes.values()} == {"observation", "insight", "idea", "prototype", "test"}
    client = signed_in(account_with("lab_lead"))
    waiting = Challenge.objects.get(state="submitted")
    assert "são inventados" in client.get(reverse("challenges:record", args=[waiting.code])).content.decode()
    for name in ("learning:graph", "learning:ideas", "learning:prototypes", "learning:assumptions", "portfolio:record"):
        assert client.get(reverse(name, args=[project.slug])).status_code == 200
