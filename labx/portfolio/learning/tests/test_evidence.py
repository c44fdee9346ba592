"""Findings, links, and what falls: on pages, on published numbers, on the public page."""

import pytest
from django.test import Client
from django.urls import reverse

from labx.core.actions import EditedMeanwhile
from labx.core.audit.models import AuditEntry
from labx.core.notices.models import Notice
from labx.core.policy import NotAllowed
from labx.core.rooms import Reference
from labx.portfolio import story
from labx.portfolio.actions import evidence as portfolio
from labx.portfolio.actions import projects
from labx.portfolio.learning import queries
from labx.portfolio.learning.actions import evidence as actions
from labx.portfolio.learning.actions.ideas import write_idea
from labx.portfolio.learning.actions.prototypes import record_test_finding
from labx.portfolio.learning.models import Fall, Finding, Link
from labx.portfolio.learning.nodes import EvidenceGraph
from labx.portfolio.learning.problems import NotNow
from labx.portfolio.learning.tests.making import WHO, fallen, linked, node_of, observed, prototyped, text_of, tried
from labx.portfolio.models import Project
from labx.portfolio.tests.making import DECISION, PAGE, claimed, evidence_of, project_of
from tests.people import account_with, actor_with, signed_in

pytestmark = pytest.mark.django_db


def at(name: str, project: Project, record=None, kind: str = "observation") -> str:
    return reverse(f"learning:{name}", args=[project.slug, *([kind, record.pk] if record else [])])


def test_an_observation_says_where_it_can_be_looked_up(lead, project):
    there = at("new_finding", project)
    assert lead.get(there).status_code == 200
    form = {"kind": "observation", "statement": "Não leem a segunda página.", "source": "", "url": ""}
    refused = lead.post(there, form)
    assert "onde se pode ver a observação" in refused.content.decode() and form["statement"] in refused.content.decode()
    answer = lead.post(there, {**form, "source": "Entrevista E07, minuto 12"}, follow=True)
    assert "Entrevista E07, minuto 12" in answer.content.decode() and Finding.objects.count() == 1
    assert actions.record_finding(by=WHO, project=project, kind="insight", statement="A carta é longa.").pk
    with pytest.raises(NotNow):
        actions.record_finding(by=WHO, project=project, kind="claim", statement="Não.")


def test_an_observation_may_point_to_a_thing_in_a_room(project, lead):
    reference = Reference("away", "answer", evidence_of(project).id, "0" * 64)
    finding = actions.record_finding(
        by=WHO, project=project, kind="observation", statement="Da sala.", reference=reference
    )
    finding.refresh_from_db()
    assert finding.reference == reference
    assert "Da sala." in text_of(lead, at("node", project, finding))


def test_two_people_editing_a_finding_lose_nothing(lead, project):
    finding = observed(project)
    there = at("edit_finding", project, finding)
    form = {"statement": "Da Ana", "source": "E07", "url": "", "edition": 1}
    assert lead.get(there).status_code == 200
    assert lead.post(there, form).status_code == 302
    late = lead.post(there, {**form, "statement": "Do Rui"})
    assert "Do Rui" in late.content.decode() and "Outra pessoa" in late.content.decode()
    finding.refresh_from_db()
    assert finding.statement == "Da Ana"
    with pytest.raises(EditedMeanwhile):
        actions.edit_finding(by=WHO, finding=finding, edition=1, statement="Não")
    elsewhere = evidence_of(project)
    refused = lead.get(at("edit_finding", project, elsewhere, "evidence"), follow=True)
    assert "edita-se onde foi escrito" in refused.content.decode()


def test_things_are_linked_on_a_page_and_the_graph_shows_it(lead, project):
    seen, understood = observed(project), observed(project, "A carta é longa.", "insight")
    there = at("link", project, seen)
    assert understood.statement in text_of(lead, there)
    form = {"direction": "from", "other": str(understood.pk), "relation": "supports", "strength": "strong"}
    assert lead.post(there, form).status_code == 200  # without a reason
    lead.post(there, {**form, "reason": "Disseram-no."})
    link = Link.objects.get()
    assert (link.source_id, link.target_id) == (seen.pk, understood.pk)
    graph = text_of(lead, at("graph", project))
    assert "<svg" in graph and "A carta é longa." in graph and "Disseram-no." in graph
    again = lead.post(there, {**form, "reason": "Outra vez."})
    assert "já estão ligadas" in again.content.decode()
    back = lead.post(there, {**form, "direction": "to", "reason": "Ao contrário."})
    assert "assentava em si própria" in back.content.decode() and Link.objects.count() == 1
    assert "Disseram-no." in text_of(lead, reverse("learning:unlink", args=[project.slug, link.pk]))
    lead.post(reverse("learning:unlink", args=[project.slug, link.pk]), {"why": "Engano."})
    assert not Link.objects.exists()
    assert AuditEntry.objects.filter(action="learning.unlink_evidence").count() == 1


def test_loops_and_strangers_are_refused(project):
    first, second, third = (observed(project, text) for text in ("Um", "Dois", "Três"))
    linked(project, first, second)
    linked(project, second, third, "contradicts")
    with pytest.raises(NotNow, match="Três → Um → Dois → Três"):
        linked(project, third, first)
    with pytest.raises(NotNow):
        linked(project, first, first)
    with pytest.raises(NotNow):
        linked(project, first, observed(project_of("Outro")))
    with pytest.raises(NotNow):
        linked(project, first, third, "leads_to")


def test_a_test_may_bear_on_the_idea_that_led_to_it(lead, project):
    idea = write_idea(by=WHO, project=project, title="Carta curta")
    prototype = prototyped(project, idea=idea)
    tried(prototype)
    showed = record_test_finding(by=WHO, prototype=prototype, statement="Leem-na.", verdict="keep")
    linked(project, showed, idea)
    assert "Leem-na." in text_of(lead, at("graph", project))


def test_the_records_link_themselves(project):
    claim = claimed(project)
    portfolio.record_decision(by=WHO, project=project, citations=[(claim.evidence, True, "weak")], **DECISION)
    first = prototyped(project)
    second = prototyped(project, previous=first, changed="A letra é maior.")
    graph = EvidenceGraph(project)
    pairs = {(bond.source.id, bond.target.id): str(bond.relation) for bond in graph.bonds}
    assert pairs[claim.evidence_id, claim.id] == "supports"
    assert pairs[claim.evidence_id, project.decisions.get().id] == "supports"
    assert pairs[first.id, second.id] == "leads_to"


def test_before_it_falls_the_page_says_what_would_fall(lead, project):
    claim, seen = claimed(project), observed(project)
    linked(project, seen, claim.evidence)
    assert "3 dias a menos." in text_of(lead, at("node", project, seen))
    page = text_of(lead, at("fall", project, seen))
    assert "números publicados que ficam em revisão" in page and "3 dias a menos." in page
    alone = observed(project, "Sozinha.")
    assert "Mais nada assenta nisto" in text_of(lead, at("fall", project, alone))


def published(project: Project) -> Project:
    current = Project.objects.get(pk=project.pk)
    edited = projects.edit_project(by=WHO, project=current, edition=current.edition, **PAGE)
    return portfolio.publish_project(by=WHO, project=edited)


def test_a_fall_reaches_published_numbers_their_lead_and_their_public_page(lead, project):
    account = account_with("researcher")
    projects.add_member(by=WHO, project=project, account=account, role="lead")
    claim, seen = claimed(project), observed(project)
    linked(project, seen, claim.evidence)
    portfolio.record_decision(by=WHO, project=project, citations=[(claim.evidence, True, "weak")], **DECISION)
    published(project)
    public = reverse("portfolio:public", args=[project.slug])
    assert "em revisão" not in text_of(Client(), public)
    lead.post(at("fall", project, seen), {"why": ""})
    assert not Fall.objects.exists()
    lead.post(at("fall", project, seen), {"why": "Era de outra carta."})
    assert queries.claims_under_review(project) == {claim.id: "fallen"}
    told = Notice.objects.get(kind="learning.claims_under_review")
    assert told.owner_id == account.id and "3 dias a menos." in told.text and "Era de outra carta." in told.text
    assert "em revisão" in text_of(Client(), public) and "em revisão" in text_of(Client(), "/")
    assert Client().get(reverse("portfolio:public_pdf", args=[project.slug])).content.startswith(b"%PDF")
    assert "Números publicados em revisão" in text_of(lead, at("graph", project))
    fallen(project, seen)  # once more changes nothing
    assert Fall.objects.count() == Notice.objects.count() == 1
    fall = Fall.objects.get()
    assert "Era de outra carta." in text_of(lead, reverse("learning:lift", args=[project.slug, fall.pk]))
    lead.post(reverse("learning:lift", args=[project.slug, fall.pk]), {"why": "Era mesmo desta."})
    assert queries.claims_under_review(project) == {} and "em revisão" not in text_of(Client(), public)
    assert actions.lift_fall(by=WHO, fall=fall, why="De novo.").lifted_why == "Era mesmo desta."


def test_a_number_with_another_support_is_weakened_and_still_under_review(project):
    claim = claimed(project)
    first, second = observed(project, "Uma"), observed(project, "Outra")
    for seen in (first, second):
        linked(project, seen, claim.evidence)
    fallen(project, first)
    assert queries.claims_under_review(project) == {claim.id: "weakened"}
    fallen(project, second)
    assert queries.claims_under_review(project) == {claim.id: "fallen"}


def test_pages_of_what_is_shaken_say_so(lead, project):
    first, second, third = (observed(project, text) for text in ("Um", "Dois", "Três"))
    target, other = observed(project, "Alvo", "insight"), observed(project, "Contra", "insight")
    linked(project, first, target)
    linked(project, second, target)
    linked(project, third, other, "contradicts")
    fallen(project, first)
    fallen(project, third)
    assert "Caiu ou enfraqueceu parte" in text_of(lead, at("node", project, target, "insight"))
    assert "Caiu algo que falava contra" in text_of(lead, at("node", project, other, "insight"))
    assert "Era de outra carta." in text_of(lead, at("node", project, first))
    fallen(project, second)
    assert "Caiu tudo o que o apoiava" in text_of(lead, at("node", project, target, "insight"))


def test_only_what_was_found_can_fall_and_it_needs_a_reason(project, lead):
    claim = claimed(project)
    with pytest.raises(NotNow):
        fallen(project, claim)
    with pytest.raises(NotNow):
        fallen(project, observed(project), " ")
    refused = lead.post(at("fall", project, claim, "claim"), {"why": "Não."})
    assert "não se confirmar" in refused.content.decode()
    fall = fallen(project, observed(project))
    with pytest.raises(NotNow):
        actions.lift_fall(by=WHO, fall=fall, why=" ")


def test_evidence_whose_data_were_taken_back_falls_by_itself_and_the_story_says_so(project, lead):
    evidence = evidence_of(project)
    reference = evidence.reference
    named = {"room": reference.room, "kind": reference.kind, "ids": [reference.id]}
    assert actions.withdraw_evidence_of(by=WHO, why="Os dados foram anulados.", **named) == 1
    assert actions.withdraw_evidence_of(by=WHO, why="Os dados foram anulados.", **named) == 1
    assert Fall.objects.count() == 1
    moment = next(one for one in story.moments_of(project) if one.text.startswith("A carta ajuda."))
    assert "Os dados foram anulados." in moment.text
    assert "Os dados foram anulados." in text_of(lead, reverse("portfolio:record", args=[project.slug]))


def test_addresses_of_other_projects_and_other_kinds_lead_nowhere(lead, project):
    seen, other = observed(project), project_of("Outro")
    for address in (at("node", other, seen), at("node", project, seen, "insight"), at("node", project, seen, "nada")):
        assert lead.get(address).status_code == 404


def test_a_number_withdrawn_meanwhile_leads_back_to_the_graph(lead, project):
    claim = claimed(project)
    portfolio.withdraw_claim(by=WHO, claim=claim, why="Engano.")
    assert lead.get(at("node", project, claim, "claim")).status_code == 302


def test_who_may_write_and_who_may_only_read(project):
    seen = observed(project)
    for write in (
        lambda by: actions.record_finding(by=by, project=project, kind="insight", statement="Não"),
        lambda by: linked(project, seen, observed(project, "Outra"), by=by),
        lambda by: actions.mark_fallen(by=by, node=node_of(project, seen), why="Não"),
    ):
        with pytest.raises(NotAllowed):
            write(actor_with("researcher"))
    reader = signed_in(account_with("researcher"))
    assert reader.get(at("graph", project)).status_code == 200
    assert reader.get(at("new_finding", project)).status_code == 404


def test_an_empty_graph_says_how_to_begin(lead, project):
    page = text_of(lead, at("graph", project))
    assert "Ainda nada se aprendeu" in page and 'class="chart"' not in page


def test_picture_and_lists_say_the_same(lead, project):
    first, second = observed(project, "Um"), observed(project, "Dois", "insight")
    linked(project, first, second, "contradicts")
    answer = lead.get(at("graph", project))
    picture, nodes, links = (answer.context[name] for name in ("picture", "nodes", "links"))
    assert len(picture.boxes) == nodes.count == 2 and len(picture.edges) == links.count == 1
    assert picture.edges[0].mark and picture.edges[0].dash


def test_the_graph_asks_the_database_as_often_for_much_as_for_little(lead, project, django_assert_max_num_queries):
    claimed(project)
    first = observed(project)
    lead.get(at("graph", project))
    with django_assert_max_num_queries(60) as few:
        lead.get(at("graph", project))
    for number in range(12):
        linked(project, first, observed(project, f"Mais {number}", "insight"))
    with django_assert_max_num_queries(len(few)):
        lead.get(at("graph", project))
