"""The fields of the AEA registry: filled from the record alone, what is missing listed, for its team only."""

import datetime as dt
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from labx.people.organisations.actions import registering as register
from labx.portfolio.actions import organisations, projects, protocols, stages
from labx.portfolio.catalogue.actions import announcements, cases
from labx.portfolio.catalogue.exports import aea, plans, registration
from labx.portfolio.catalogue.facts import promise_of
from labx.portfolio.catalogue.tests.making import ANNOUNCEMENT, CASE
from labx.portfolio.challenges.actions import ethics
from labx.portfolio.models import EntityRole, Project, Protocol, Stage
from labx.portfolio.tests.making import WHO, frozen_of, project_of
from tests.people import account_with, open_account, signed_in

pytestmark = pytest.mark.django_db
# As plans of today lie in a frozen protocol.
TODAY = {
    "version": 2,
    "design": "clusters",
    "unit": "pessoa",
    "arms": [{"code": "a", "label": "Carta antiga", "share": 0.5}, {"code": "b", "label": "Carta nova", "share": 0.5}],
    "outcomes": [
        {
            "code": "o",
            "label": "Dias de espera",
            "unit": "dias",
            "role": "primary",
            "better": "lower",
            "worthwhile": 2.0,
        },
        {"code": "p", "label": "Queixas", "unit": "", "role": "secondary", "better": "lower", "worthwhile": None},
    ],
    "covariates": [{"code": "c", "label": "Idade"}],
    "subgroups": [{"code": "s", "label": "Balcão", "values": []}],
    "confidence": 0.95,
    "estimator": "adjusted",
    "correction": "none",
    "looks": {"kind": "fixed"},
    "randomisation": {
        "scheme": "clusters",
        "blocks": [],
        "listed": ["evora", "faro", "beja", "loule"],
        "seed_hash": "ab",
    },
    "sample": {"units": 400, "power": 0.8},
    "notice": {"until": "2026-12-31"},
}


def answers(protocol: Protocol) -> dict[str, str]:
    return {item.field: item.answer for item in aea.items(protocol)}


def of_today(**changed: object) -> Protocol:
    return Protocol(project=project_of("De hoje"), title="A carta", question="Ajuda?", plan={**TODAY, **changed})


@pytest.fixture
def project() -> Project:
    return project_of()


def test_a_bare_protocol_says_what_it_says_and_lists_the_rest(project):
    found = {item.field: item for item in aea.items(frozen_of(project))}
    assert len(found) == len(aea.items(frozen_of(project_of("Outro"))))
    assert found["Trial Title"].answer == "A carta nova" and found["Trial Title"].state == "filled"
    assert found["Interventions"].answer == "carta antiga; carta nova"
    assert found["Primary Outcomes (end points)"].answer == "dias de espera (dias)"
    assert found["Primary Outcomes (explanation)"].answer == "dias de espera: lower is better"
    assert "covariates: dias de espera antes" in found["Experimental Design"].answer
    assert found["Randomization Unit"].answer == "pessoa" and found["Study Status"].answer == "In development"
    for field in ("Keywords", "Trial Start Date", "Primary Investigator Name", "Randomization Method"):
        assert found[field].state == "missing" and found[field].answer == ""
    assert found["JEL Codes"].state == "optional"


def test_what_the_project_knows_fills_more(project):
    first, second = (open_account(f"{name}@example.pt", name=name.title()) for name in ("ana", "rui"))
    for person in (first, second):
        projects.add_member(by=WHO, project=project, account=person, role="lead")
    for name, role in (("Fundo", EntityRole.FUNDS), ("Registo", EntityRole.OWNER)):
        words = {"name": name, "level": "local", "district": "13", "without_nipc": "inventada"}
        organisations.link_entity(by=WHO, project=project, entity=register.register_entity(by=WHO, **words), role=role)
    partner = register.register_partner(by=WHO, name="Universidade", kind="research")
    organisations.link_partner(by=WHO, project=project, partner=partner)
    announcements.write_announcement(by=WHO, project=project, edition=0, **ANNOUNCEMENT)
    cases.write_case(by=WHO, project=project, edition=0, **CASE)
    words = {"signed_by": "Comissão", "signed_on": dt.date(2025, 12, 1), "document": "Parecer 7"}
    ethics.record_sign_off(by=WHO, project=project, kind="ethics-opinion", **words)
    frozen = frozen_of(project)
    told = answers(Protocol.objects.get(pk=frozen.pk))
    assert told["Primary Investigator Name"] == "Ana" and told["Other Primary Investigators"] == "Rui <rui@example.pt>"
    assert told["Primary Investigator Affiliation"] == settings.LABX_INSTITUTION
    assert (told["Trial Sponsors"], told["Trial Partners"]) == ("Fundo", "Registo; Universidade")
    assert told["Region"] == "Porto" and told["Intervention Start Date"] == "2026-01-10"
    assert (told["IRB Name"], told["IRB Approval Number"]) == ("Comissão", "Parecer 7")
    assert told["Additional Keywords"] == CASE["tags"] and frozen.digest in told["Secondary Identifying Numbers"]


def test_a_plan_of_today_says_how_chance_decides_and_how_many():
    chance = {**TODAY["randomisation"], "seed_hash": "ab"}
    told = answers(of_today(randomisation=chance))
    assert told["Was the treatment clustered?"] == "Yes" and told["Planned number of clusters"] == "4"
    assert told["Sample size (or number of clusters) by treatment arms"] == "Carta antiga: 2 (50%); Carta nova: 2 (50%)"
    assert told["Planned number of observations"] == ""  # how many people there are in the places, nobody has said
    assert "seed sealed before the start (SHA-256 ab)" in told["Randomization Method"]
    assert told["Secondary Outcomes (end points)"] == "Queixas"
    assert told["Minimum detectable effect size for main outcomes"] == "Dias de espera: 2 dias, with power 80%"
    assert told["Intervention End Date"] == "2026-12-31" and "subgroups: Balcão" in told["Experimental Design"]


def test_units_drawn_one_by_one_and_plans_without_chance():
    one_by_one = answers(of_today(design="individual", randomisation={"scheme": "blocks", "blocks": [4, 6]}))
    assert one_by_one["Planned number of observations"] == one_by_one["Planned number of clusters"] == "400"
    assert "Carta nova: 200 (50%)" in one_by_one["Sample size (or number of clusters) by treatment arms"]
    assert one_by_one["Randomization Method"].endswith("blocks, blocks of 4, 6")
    compared = answers(of_today(design="groups", randomisation={"scheme": "none"}, sample={}, arms=[]))
    for field in ("Randomization Method", "Randomization Unit", "Was the treatment clustered?", "Interventions"):
        assert compared[field] == ""
    assert compared["Minimum detectable effect size for main outcomes"] == ""
    assert plans.is_random_design(TODAY) and not plans.is_random_design({"design": "groups"})


def test_a_registration_elsewhere_says_what_a_plan_of_today_says(project):
    promise = replace(promise_of(frozen_of(project)), plan=TODAY)
    told = registration.osf(promise)["registration_responses"]
    drawn = "By a computer of the laboratory: clusters; seed sealed before the start (SHA-256 ab)"
    assert told["q7"].splitlines() == ["unit: pessoa", "Carta antiga: 50%", "Carta nova: 50%", drawn]
    assert told["q14.question"].splitlines() == ["Carta antiga", "Carta nova"]
    assert told["q15.question"].splitlines() == ["Dias de espera (dias)", "Queixas", "covariates: Idade"]
    assert told["q19"].splitlines() == ["confidence: 0.95", "Dias de espera: 2 dias"]


@pytest.mark.parametrize(
    ("stage", "said"), [(Stage.PILOT, "On going"), (Stage.DECISION, "Completed"), (Stage.STOP, ""), (Stage.TRIAGE, "")]
)
def test_the_status_is_said_where_it_is_known(stage, said, project):
    stages.move_project(by=WHO, project=project, stage=stage, why="Assim foi.")
    project.refresh_from_db()
    assert answers(Protocol(project=project, title="A", question="?", plan=TODAY))["Study Status"] == said


def test_the_page_lists_what_is_missing_and_gives_it_as_text_and_table(project):
    lead = signed_in(account_with("lab_lead"))
    frozen = frozen_of(project)
    where = [project.slug, frozen.code, frozen.version]
    page = lead.get(reverse("catalogue:aea", args=where))
    shown = page.content.decode()
    assert "O que só quem regista pode dizer" in shown and "Keywords" in shown and "carta antiga" in shown
    only = lead.get(reverse("catalogue:aea", args=where), {"estado": "missing", "formato": "json"}).json()
    assert {row["field"] for row in only} == {item.field for item in page.context["missing"]}
    text = lead.get(reverse("catalogue:aea_text", args=where)).content.decode()
    assert "Trial Title (required)\nA carta nova" in text and "Keywords (required)\n[to be written]" in text
    assert reverse("catalogue:aea", args=where) in lead.get(reverse("portfolio:protocol", args=where)).content.decode()
    for client, status in ((Client(), 302), (signed_in(account_with("content_reviewer")), 404)):
        assert client.get(reverse("catalogue:aea", args=where)).status_code == status
    draft = protocols.amend_protocol(by=WHO, protocol=frozen, justification="Outra unidade.")
    assert lead.get(reverse("catalogue:aea", args=[project.slug, draft.code, draft.version])).status_code == 404
