"""A decision cites what was observed, understood and tested; what it rests on may fall."""

import pytest
from django.urls import reverse

from labx.core import rooms
from labx.core.pages.numbers import DesignGrade
from labx.core.policy import NotAllowed
from labx.portfolio.learning.actions.citing import take_as_evidence
from labx.portfolio.learning.actions.evidence import edit_finding
from labx.portfolio.learning.actions.ideas import write_idea
from labx.portfolio.learning.actions.prototypes import record_test_finding
from labx.portfolio.learning.nodes import EvidenceGraph
from labx.portfolio.learning.problems import NotNow
from labx.portfolio.learning.tests.making import WHO, fallen, node_of, observed, prototyped, tried
from labx.portfolio.models import Evidence, Project
from tests.people import account_with, actor_with, signed_in

pytestmark = pytest.mark.django_db


def take(project: Project, record) -> Evidence:
    return take_as_evidence(by=WHO, node=node_of(project, record))


def test_from_the_page_of_a_finding_to_the_form_of_a_decision(project):
    lead, seen = signed_in(account_with("lab_lead")), observed(project)
    decide = reverse("portfolio:decide", args=[project.slug])
    assert reverse("learning:graph", args=[project.slug]) in lead.get(decide).content.decode()
    address = {"slug": project.slug, "kind": "observation", "id": seen.pk}
    assert (
        reverse("learning:take", kwargs=address) in lead.get(reverse("learning:node", kwargs=address)).content.decode()
    )
    page = lead.post(reverse("learning:take", kwargs=address), follow=True)
    taken = Evidence.objects.get(project=project)
    assert "Já é evidência" in page.content.decode() and page.redirect_chain[-1][0].endswith(f"/evidence/{taken.id}/")
    assert (taken.statement, taken.design_grade) == (seen.statement, DesignGrade.NONE)
    assert f"bears_{taken.id}" in lead.get(decide).content.decode()


def test_it_is_taken_once_and_leads_back(project):
    seen = observed(project)
    prototype = prototyped(project)
    tried(prototype)
    found = record_test_finding(by=WHO, prototype=prototype, statement="Leem.", verdict="keep")
    assert take(project, seen) == take(project, seen) and take(project, found).kind == "test"
    for record in (seen, found):
        reference = take(project, record).reference
        opened = rooms.open_reference(reference)
        assert (opened.url, opened.digest) == (node_of(project, record).url, reference.digest)
    edit_finding(by=WHO, finding=seen, edition=1, statement="Só duas pessoas.")
    reference = take(project, seen).reference
    assert rooms.open_reference(reference).digest != reference.digest


def test_it_falls_with_what_it_was_taken_from(project):
    seen = observed(project)
    taken = take(project, seen)
    fallen(project, seen)
    assert taken.id in EvidenceGraph(project).now.fallen
    with pytest.raises(NotNow, match="já não se confirma"):
        take(project, seen)


def test_an_idea_is_no_evidence_and_a_reader_takes_none(project):
    idea, seen = write_idea(by=WHO, project=project, title="Carta curta"), observed(project)
    lead = signed_in(account_with("lab_lead"))
    address = {"slug": project.slug, "kind": "idea", "id": idea.pk}
    assert (
        "Só se toma como evidência" in lead.post(reverse("learning:take", kwargs=address), follow=True).content.decode()
    )
    with pytest.raises(NotAllowed):
        take_as_evidence(by=actor_with("analyst"), node=node_of(project, seen))
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("page", ["new_assumption", "new_prototype"])
def test_no_round_button_stands_for_no_answer(project, page):
    shown = signed_in(account_with("lab_lead")).get(reverse(f"learning:{page}", args=[project.slug])).content.decode()
    assert 'type="radio"' in shown and "checked" not in shown
