"""Exports: whole, valid for those who read them, and silent about everything that is not published."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyshacl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rdflib import DCAT, DCTERMS, RDF, Graph, URIRef
from rocrate.rocrate import ROCrate

from labx.core.ids import new_id
from labx.core.rooms import OpenData
from labx.portfolio.actions import evidence, organisations, stages
from labx.portfolio.catalogue import facts as facts_module
from labx.portfolio.catalogue import kept
from labx.portfolio.catalogue.exports import crate, datacite, dcat, opsi, registration, schema_org
from labx.portfolio.catalogue.facts import NotPublished, facts_of
from labx.portfolio.catalogue.models import Case
from labx.portfolio.catalogue.tests.making import CANARY, CASE, WHO, published_project
from labx.portfolio.models import Stage
from labx.portfolio.tests.test_views import partner
from labx.trials.tests.making import project_of

# pyshacl and rdflib's reader of JSON-LD still call what rdflib 7.6 has renamed.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph).*deprecated:DeprecationWarning"),
]
SHAPES = Path(__file__).parent / "dcat_ap_3_shapes.ttl"
ROWS = OpenData(
    id=new_id(),
    title="As linhas",
    description="Uma linha por pessoa.",
    url="/ensaios/x/pacote-publico/",
    media_type="application/zip",
    source="inventado",
    licence=facts_module.LICENCE,
    issued=datetime(2026, 3, 1, tzinfo=UTC),
    first_day=date(2026, 1, 1),
    last_day=date(2026, 2, 1),
)
OF_PROJECT = [
    "taking",
    "package",
    "datacite",
    "schema",
    "entry_turtle",
    "entry_json",
    "case",
    "case_json",
    "case_markdown",
]
OF_PROTOCOL = ["registration", "egap", "osf"]
OF_ALL = ["list", "running", "atom", "dcat_turtle", "dcat_json", "sitemap", "robots"]


@pytest.fixture
def project():
    return published_project()


def addresses(project) -> list[str]:
    found = [reverse(f"catalogue:{name}", args=[project.slug]) for name in OF_PROJECT]
    protocols = project.protocols.all()
    for name in OF_PROTOCOL:
        found += [reverse(f"catalogue:{name}", args=[project.slug, one.code, one.version]) for one in protocols]
    found += [reverse(f"catalogue:{name}") for name in OF_ALL]
    formats = [
        reverse(f"catalogue:{name}") + f"?formato={form}" for name in ("list", "running") for form in ("csv", "json")
    ]
    public = [reverse("portfolio:public", args=[project.slug]), reverse("home")]
    return [*found, *formats, *public]


def everything(answer) -> str:
    """The words of an answer, those of the files inside a package too."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(content))
        content = b"\n".join([*(name.encode() for name in archive.namelist()), *map(archive.read, archive.namelist())])
    return content.decode("utf-8", "replace")


def test_no_export_holds_anything_unpublished_and_every_address_answers(project) -> None:
    hidden = project_of()
    type(hidden).objects.filter(pk=hidden.pk).update(title=f"{CANARY}-titulo", question=f"{CANARY}-escondido")
    visitor, seen = Client(), 0
    for address in addresses(project):
        answer = visitor.get(address)
        words = everything(answer)
        assert CANARY not in words, address
        assert "account:" not in words and "system:test" not in words, address  # who signed stays here
        seen += answer.status_code == 200
    drafts = project.protocols.filter(frozen_at=None).count()
    assert drafts == 1 and seen == len(addresses(project)) - drafts * len(OF_PROTOCOL)


def test_nothing_is_open_of_a_project_that_was_never_published_or_was_taken_down(project) -> None:
    evidence.unpublish_project(by=WHO, project=project, why="Erro")
    visitor = Client()
    for address in addresses(project):
        answer = visitor.get(address)
        if project.slug in address:
            assert answer.status_code == 302, address
        else:
            assert project.slug not in everything(answer) and project.title not in everything(answer), address
    with pytest.raises(NotPublished):
        facts_of(project)


def test_the_catalogue_is_dcat_ap_3_in_both_spellings(project, monkeypatch) -> None:
    monkeypatch.setattr(facts_module, "open_data", lambda _project: [ROWS])
    visitor = Client()
    for name, form in (("dcat_turtle", "turtle"), ("dcat_json", "json-ld")):
        graph = Graph().parse(data=visitor.get(reverse(f"catalogue:{name}")).content.decode(), format=form)
        assert len(set(graph.subjects(RDF.type, DCAT.Dataset))) == 2
        valid, _report, said = pyshacl.validate(graph, shacl_graph=str(SHAPES), advanced=True)
        assert valid, said
    turtle = dcat.catalogue_graph([facts_of(project)])
    assert set(turtle) and turtle.isomorphic(Graph().parse(data=dcat.json_ld(turtle), format="json-ld"))


@pytest.mark.parametrize("broken", [DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.accessURL])
def test_the_shapes_refuse_a_catalogue_without_what_is_mandatory(project, broken) -> None:
    graph = dcat.catalogue_graph([facts_of(project)])
    owners = {DCAT.accessURL: DCAT.Distribution}
    for subject in graph.subjects(RDF.type, owners.get(broken, DCAT.Catalog)):
        graph.remove((subject, broken, None))
    valid, _report, _said = pyshacl.validate(graph, shacl_graph=str(SHAPES))
    assert not valid


def test_each_shape_names_its_clause() -> None:
    shapes = Graph().parse(SHAPES, format="turtle")
    sh = "http://www.w3.org/ns/shacl#"
    constraints = list(shapes.objects(None, URIRef(f"{sh}property")))
    assert len(constraints) > 25
    assert all(shapes.value(one, URIRef(f"{sh}description")) for one in constraints)


def test_an_empty_catalogue_is_valid_too(db) -> None:
    valid, _report, said = pyshacl.validate(dcat.catalogue_graph([]), shacl_graph=str(SHAPES))
    assert valid, said


def test_the_package_reads_back_as_an_ro_crate_with_every_file_it_names(project, tmp_path) -> None:
    content = crate.crate(facts_of(project))
    zipfile.ZipFile(io.BytesIO(content)).extractall(tmp_path)
    read = ROCrate(str(tmp_path))
    assert read.name == project.title and read.license and read.publisher["name"]
    named = {entity.id for entity in read.data_entities}
    files = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert named == files - {"ro-crate-metadata.json"}
    assert {"datacite.json", "numeros.json", "decisao.json", "desvios.json", "pagina.md"} <= named
    assert sum(name.startswith("protocolos/") for name in named) == 6  # two frozen versions in three forms
    metadata = json.loads((tmp_path / "ro-crate-metadata.json").read_text())
    root = next(item for item in metadata["@graph"] if item["@id"] == "./")
    assert {"name", "description", "datePublished", "license", "publisher", "identifier"} <= root.keys()
    sizes = {item["@id"]: item["contentSize"] for item in metadata["@graph"] if item["@type"] == "File"}
    assert sizes == {name: str((tmp_path / name).stat().st_size) for name in named}


def test_datacite_has_its_mandatory_fields_and_its_own_words(project, monkeypatch) -> None:
    monkeypatch.setattr(facts_module, "open_data", lambda _project: [ROWS])
    made = datacite.datacite(facts_of(project))
    assert {"titles", "creators", "publisher", "publicationYear", "types", "schemaVersion"} <= made.keys()
    assert made["types"]["resourceTypeGeneral"] == "Project" and made["publicationYear"] == project.published_at.year
    relations = {item["relationType"] for item in made["relatedIdentifiers"]}
    assert relations == {"IsDescribedBy", "HasPart"}
    kinds = {item["dateType"] for item in made["dates"]}
    assert kinds == {"Issued", "Updated", "Submitted"}


def test_schema_org_says_project_claims_and_data(project, monkeypatch) -> None:
    monkeypatch.setattr(facts_module, "open_data", lambda _project: [ROWS])
    page, research, data = schema_org.schema_org(facts_of(project))["@graph"]
    assert (page["@type"], research["@type"], data["@type"]) == ("WebPage", "ResearchProject", "Dataset")
    (claim,) = research["subjectOf"]  # the withdrawn one is no claim any more
    assert claim["@type"] == "Claim" and claim["text"] == "3 dias a menos." and claim["about"]["value"] == -3.0
    assert "minValue" not in claim["about"] and data["temporalCoverage"] == "2026-01-01/2026-02-01"


def test_the_case_is_closed_with_the_reason_until_it_may_be_sent(project) -> None:
    facts = facts_of(project)
    assert opsi.why_not(facts) == ""
    assert [section.key for section in opsi.sections(facts)][:3] == ["name", "launch_year", "country"]
    assert all(section.text for section in opsi.sections(facts))
    visitor = Client()
    assert visitor.get(reverse("catalogue:case_json", args=[project.slug])).json()["challenges"] == CASE["challenges"]
    Case.objects.filter(project=project).update(lessons=" ")
    closed = visitor.get(reverse("catalogue:case_json", args=[project.slug]))
    assert closed.status_code == 409 and len(closed.json()["reason"]) > 20
    page = visitor.get(reverse("catalogue:taking", args=[project.slug])).content.decode()
    assert "disabled" in page and closed.json()["reason"] in page
    assert visitor.get(reverse("catalogue:case", args=[project.slug])).status_code == 409
    assert visitor.get(reverse("catalogue:case_markdown", args=[project.slug])).status_code == 409
    Case.objects.all().delete()
    assert opsi.why_not(facts_of(project))


def test_a_plan_alone_is_no_case_and_a_pilot_makes_one(project) -> None:
    project.claims.update(withdrawn_at=project.published_at)
    type(project).objects.filter(pk=project.pk).update(stage=Stage.RESEARCH)
    project.spells.all().delete()
    project.refresh_from_db()
    assert not facts_of(project).was_tested
    assert "pilot" in opsi.why_not(facts_of(project)).lower()
    stages.move_project(by=WHO, project=project, stage=Stage.PILOT, why="começou")
    project.refresh_from_db()
    assert facts_of(project).was_tested and opsi.why_not(facts_of(project)) == ""


def test_a_registration_makes_no_answer_up_and_lists_what_is_left(project) -> None:
    first, second = facts_of(project).promises
    for form in (registration.egap(first), registration.osf(first)):
        asked = form["registration_responses"].keys() | form["left_to_answer"].keys()
        assert not form["registration_responses"].keys() & form["left_to_answer"].keys()
        assert asked == (registration.EGAP if form["schema"]["version"] == 4 else registration.OSF).keys()
        assert form["frozen"]["sha256"] == first.digest
    egap = registration.egap(first)
    assert egap["registration_responses"]["q10"] == "Yes" and {"q35", "q36", "q8"} <= egap["left_to_answer"].keys()
    assert registration.egap(second)["frozen"]["revision_justification"] == "A unidade estava errada."


def test_a_plan_without_a_design_or_an_observed_one_is_not_called_an_experiment(project) -> None:
    promise = facts_of(project).promises[0]
    silent, observed = replace(promise, plan={}), replace(promise, plan={**promise.plan, "design": "comparison"})
    assert "q10" in registration.egap(silent)["left_to_answer"] and "q3" in registration.osf(silent)["left_to_answer"]
    assert registration.egap(observed)["registration_responses"]["q10"] == "No"
    assert registration.osf(observed)["registration_responses"]["q3"] == registration.OBSERVATION


def test_many_published_projects_cost_the_lists_no_more_questions(project, django_assert_max_num_queries) -> None:
    visitor = Client()
    for name in ("list", "atom", "sitemap"):
        visitor.get(reverse(f"catalogue:{name}"))
        with django_assert_max_num_queries(20) as few:
            visitor.get(reverse(f"catalogue:{name}"))
        for number in range(3):
            published_project(title=f"{name} {number}")
        with django_assert_max_num_queries(len(few)):
            visitor.get(reverse(f"catalogue:{name}"))


def test_the_whole_catalogue_is_made_once_until_something_published_changes(
    project, django_assert_max_num_queries
) -> None:
    visitor, address = Client(), reverse("catalogue:dcat_turtle")
    assert project.slug in everything(visitor.get(address))
    with django_assert_max_num_queries(12):
        assert project.slug in everything(visitor.get(address))
    other = published_project(title="Outro ensaio")
    assert other.slug in everything(visitor.get(address))
    evidence.withdraw_claim(by=WHO, claim=other.claims.filter(withdrawn_at=None).get(), why="Conta errada")
    assert f"{other.slug}/#numeros" not in everything(visitor.get(address))
    evidence.unpublish_project(by=WHO, project=project, why="Erro")
    assert project.slug not in everything(visitor.get(address))


def test_a_write_that_bears_an_earlier_time_and_commits_last_makes_the_catalogue_again(project, monkeypatch) -> None:
    before, earlier = kept.state(), timezone.now() - timedelta(minutes=5)
    with monkeypatch.context() as clock:
        clock.setattr(timezone, "now", lambda: earlier)
        organisations.link_partner(by=WHO, project=project, partner=partner("Universidade"))
    assert kept.state() != before
    assert kept.state() == kept.state()
