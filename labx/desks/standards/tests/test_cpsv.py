"""Public services in CPSV-AP: valid by the clauses of the model for every pack, and silent about what is no fact."""

import datetime
from dataclasses import replace
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from click.testing import CliRunner
from django.urls import reverse
from django.utils import translation
from rdflib import DCTERMS, RDF, RDFS, SH, SKOS, Graph, Literal, URIRef

from labx.desks import queries
from labx.desks.cli import desks
from labx.desks.standards.cpsv import CHANNEL_TABLE, CPSV, CV, ELI, EU, exported, procedures_graph, services_of
from labx.desks.standards.law import Act, acts_in, eli_of, unfit_acts
from labx.desks.tests.bereavement import pack

# pyshacl and rdflib's reader of JSON-LD still call what rdflib 7.6 has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph).*deprecated:DeprecationWarning")
SHAPES = Path(__file__).parent / "cpsv_ap_3_2_shapes.ttl"
ONE = "p16-funeral-refund"


@cache
def shapes():
    return Graph().parse(SHAPES)


def faults_of(graph):
    conforms, _results, told = pyshacl.validate(graph, shacl_graph=shapes(), inference="none")
    return "" if conforms else told


def small():
    """One service with everything: law, rules, channels, documents."""
    content = dict(pack().content)
    chosen = [dict(entry) for entry in content["procedures"] if entry["name"] == ONE]
    chosen[0]["cost"] = {"pt": "Não custa nada.", "en": "It is free."}
    chosen[0]["source"] = "Lei 15/2012; seg-social.pt"
    chosen[0] |= {"after": None, "excludes": None}
    return procedures_graph(replace(pack(), content=content | {"procedures": chosen}))


@pytest.mark.parametrize("found", queries.all_desks(), ids=lambda found: found.id)
def test_every_pack_is_valid_and_says_the_same_in_both_forms(found):
    graph = procedures_graph(found)
    assert not faults_of(graph)
    assert len(list(graph.subjects(RDF.type, CPSV.PublicService))) == len(services_of(found))
    assert len(Graph().parse(data=exported(found, "turtle"), format="turtle")) == len(graph)
    assert len(Graph().parse(data=exported(found, "json-ld"), format="json-ld")) == len(graph)


def required():
    return [
        (shapes().value(shape, SH.targetClass), shapes().value(one, SH.path))
        for shape in shapes().subjects(RDF.type, SH.NodeShape)
        for one in shapes().objects(shape, SH.property)
        if shapes().value(one, SH.minCount)
    ]


@pytest.mark.parametrize(("kind", "path"), required(), ids=lambda part: str(part).rpartition("/")[2])
def test_what_lacks_something_required_is_found(kind, path):
    graph = small()
    thing = next(graph.subjects(RDF.type, kind))
    assert not faults_of(graph) and (thing, path, None) in graph
    graph.remove((thing, path, None))
    assert "MinCount" in faults_of(graph)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda g, s: g.add((s, DCTERMS.identifier, Literal("another"))), "MaxCount"),
        (lambda g, s: g.add((s, DCTERMS.title, Literal("Outro", lang="pt"))), "UniqueLang"),
        (lambda g, s: g.add((s, DCTERMS.description, Literal("sem língua"))), "Datatype"),
        (lambda g, s: g.add((s, CV.hasChannel, URIRef("urn:nothing"))), "Class"),
        (lambda g, s: g.add((s, CV.hasCompetentAuthority, Literal("Finanças"))), "Class"),
    ],
)
def test_what_is_of_the_wrong_kind_is_found(change, named):
    graph = small()
    change(graph, next(graph.subjects(RDF.type, CPSV.PublicService)))
    assert f"{named}ConstraintComponent" in faults_of(graph)


def test_every_shape_names_the_clause_it_comes_from():
    properties = list(shapes().objects(None, SH.property))
    assert len(properties) > 50
    for one in properties:
        assert str(shapes().value(one, RDFS.seeAlso)).startswith(("https://semiceu.github.io/", str(ELI)))


def test_only_verified_tasks_of_public_bodies_are_services():
    names = {entry["name"] for entry in services_of(pack())}
    assert "p15-list-of-assets" in names
    for left_out in ("p13-tell-the-bank", "p39-vehicle", "p19-which-help", "p34-rented-home", "p04-funeral-agency"):
        assert left_out not in names


def test_a_service_has_its_law_its_conditions_and_what_comes_before():
    graph = procedures_graph(pack())
    stamp = next(one for one in graph.subjects(RDF.type, CPSV.PublicService) if "p15" in one)
    acts = {str(graph.value(one, ELI.id_local)) for one in graph.objects(stamp, CV.hasLegalResource)}
    assert acts == {"Código do Imposto do Selo"}
    wanted = graph.value(stamp, CV.holdsRequirement)
    assert str(graph.value(wanted, DCTERMS.description)) == "estate.assets"
    labels = {
        str(label) for one in graph.objects(wanted, CV.hasConcept) for label in graph.objects(one, SKOS.prefLabel)
    }
    assert labels == {"Bens em Portugal", "Assets in Portugal"}
    assert any("p14-estate-tax-number" in one for one in graph.objects(stamp, DCTERMS.requires))
    body = graph.value(stamp, CV.hasCompetentAuthority)
    assert Literal("Autoridade Tributária e Aduaneira", lang="pt") in graph.objects(body, SKOS.prefLabel)


@pytest.mark.parametrize(
    ("source", "titles"),
    [
        ("Lei 15/2012; Portarias 329 a 331/2012 e 334/2012",
         ["Lei 15/2012", "Portaria 329/2012", "Portaria 330/2012", "Portaria 331/2012", "Portaria 334/2012"]),
        ("Decreto-Lei 411/98 art. 8, com a redação até à Lei 14/2016", ["Decreto-Lei 411/98", "Lei 14/2016"]),
        ("Código do Registo Civil art. 192", ["Código do Registo Civil"]),
        ("Código Civil arts. 2062 a 2068; art. 2059 por confirmar", ["Código Civil"]),
        ("Código do IRS art. 64 (parecer técnico da OCC)", ["Código do IRS"]),
        ("Lei Geral do Trabalho em Funções Públicas art. 134", ["Lei Geral do Trabalho em Funções Públicas"]),
        ("Lei 1/2022; Lei 1/2022", ["Lei 1/2022"]),
        ("seg-social.pt (RP 5076-DGSS)", []),
    ],
)  # fmt: skip
def test_acts_are_read_out_of_a_source(source, titles):
    assert [act.title for act in acts_in(source)] == titles


def test_an_act_has_an_address_of_its_own():
    assert Act("Decreto-Lei", "411/98").slug == "decreto-lei-411-98"
    assert Act("Código do IRS").slug == "codigo-do-irs"


def test_the_command_writes_what_the_api_gives(tmp_path):
    file = tmp_path / "services.ttl"
    done = CliRunner().invoke(desks, ["export", "bereavement-pt", "--out", str(file)])
    assert done.exit_code == 0 and f"{len(services_of(pack()))} public services" in done.output
    assert len(Graph().parse(file)) == len(procedures_graph(pack()))
    shown = CliRunner().invoke(desks, ["export", "bereavement-pt", "--format", "json-ld"])
    assert '"cpsv:PublicService"' in shown.output
    unknown = CliRunner().invoke(desks, ["export", "nothing"])
    assert unknown.exit_code == 1 and "bereavement-pt" in unknown.output


@pytest.mark.django_db
def test_the_api_gives_both_forms(client):
    with translation.override("en"):
        for name, kind in (("cpsv_turtle", "text/turtle; charset=utf-8"), ("cpsv_json_ld", "application/ld+json")):
            answer = client.get(reverse(f"api:{name}", args=["bereavement-pt"]))
            assert answer.status_code == 200 and answer["Content-Type"] == kind
    assert "Public service" not in answer.content.decode()  # both languages, whatever the reader's


@pytest.mark.parametrize(
    ("name", "day", "address"),
    [
        ("Lei 15/2012", "2012-04-03", "lei/15/2012/04/03"),
        ("Decreto-Lei 411/98", "1998-12-30", "dec-lei/411/1998/12/30"),
        ("Portaria 331/2012", "2012-10-22", "port/331/2012/10/22"),
        ("Decreto-Lei 308-A/2007", "2007-09-05", ""),
        ("Lei 37/81", "1981-10-03", ""),
        ("Despacho 1/2020", "2020-01-02", ""),
        ("Código Civil", "1966-11-25", ""),
    ],
)
def test_an_act_has_an_eli_address_where_its_form_is_certain(name, day, address):
    (act,) = acts_in(name)
    found = eli_of(act, datetime.date.fromisoformat(day))
    assert found == (f"https://data.dre.pt/eli/{address}/p/dre/pt/html" if address else "")


def test_laws_stand_under_their_eli_address_where_the_pack_says_when_they_were_published():
    graph = small()
    law = graph.value(predicate=ELI.id_local, object=Literal("Lei 15/2012"))
    assert str(law) == "https://data.dre.pt/eli/lei/15/2012/04/03/p/dre/pt/html"
    assert str(graph.value(law, ELI.date_publication)) == "2012-04-03"
    unverified = [{**entry, "grade": "C"} for entry in pack().content["acts"]]
    without = procedures_graph(replace(pack(), content=pack().content | {"acts": unverified}))
    assert not any("data.dre.pt" in str(act) for act in without.subjects(RDF.type, ELI.LegalResource))
    assert not faults_of(without)


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        ({"name": "Lei n.º 15/2012", "published_on": "2012-04-03"}, "name"),
        ({"name": "Lei 15/2012 e Lei 1/2022", "published_on": "2012-04-03"}, "name"),
        ({"name": "guia do Espaço Óbito", "published_on": "2012-04-03"}, "name"),
        ({"name": "Lei 15/2012", "published_on": "2021-04-03"}, "published_on"),
        ({"name": "Decreto-Lei 411/98", "published_on": "1998-12-30"}, ""),
    ],
)
def test_an_act_of_a_pack_is_named_as_in_sources_and_of_the_year_of_its_number(entry, key):
    assert [place for place, _words in unfit_acts([entry])] == ([f"acts[0].{key}"] if key else [])


@pytest.mark.parametrize(
    ("kind", "path", "wrong"),
    [
        (CV.Cost, CV.currency, EU["currency/EURO"]),
        (CPSV.PublicService, DCTERMS.spatial, EU["country/PRT"]),
        (CPSV.PublicService, DCTERMS.language, EU["language/pt"]),
        (ELI.LegalResource, ELI.jurisdiction, URIRef("urn:portugal")),
    ],
)
def test_a_code_outside_the_european_tables_is_found(kind, path, wrong):
    graph = small()
    thing = next(graph.subjects(RDF.type, kind))
    assert (thing, path, None) in graph
    graph.set((thing, path, wrong))
    assert "PatternConstraintComponent" in faults_of(graph)


def test_an_eli_address_of_another_form_is_found():
    graph = small()
    law = URIRef("https://data.dre.pt/eli/lei/15/2012")
    for predicate, value in list(graph.predicate_objects(graph.value(None, ELI.id_local, Literal("Lei 15/2012")))):
        graph.add((law, predicate, value))
    assert "OrConstraintComponent" in faults_of(graph)


def test_kinds_of_channels_point_to_the_table_that_the_model_recommends():
    graph = small()
    kinds = {graph.value(channel, DCTERMS.type) for channel in graph.subjects(RDF.type, CV.Channel)}
    assert kinds and all((kind, RDFS.seeAlso, CHANNEL_TABLE) in graph for kind in kinds)
