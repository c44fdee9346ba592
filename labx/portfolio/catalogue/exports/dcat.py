"""The laboratory's catalogue in DCAT-AP 3: a dataset for each project's numbers, and for rows that are open."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, BNode, Graph, Literal, Namespace, URIRef

from labx.core.rooms import OpenData
from labx.portfolio.catalogue.facts import LICENCE, Facts, absolute

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
EU = Namespace("http://publications.europa.eu/resource/authority/")
PORTUGUESE, PORTUGAL = EU["language/POR"], EU["country/PRT"]
THEME, PUBLIC = EU["data-theme/GOVE"], EU["access-right/PUBLIC"]
FORMATS = {"application/json": EU["file-type/JSON"], "application/zip": EU["file-type/ZIP"]}
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
CONTEXT = {
    "dcat": str(DCAT),
    "dct": str(DCTERMS),
    "foaf": str(FOAF),
    "vcard": str(VCARD),
    "xsd": str(XSD),
}


def catalogue_graph(projects: Iterable[Facts]) -> Graph:
    """The whole catalogue; with one project, the entry of that project."""
    graph = Graph()
    for prefix, space in (("dcat", DCAT), ("dct", DCTERMS), ("foaf", FOAF), ("vcard", VCARD)):
        graph.bind(prefix, space)
    catalogue, publisher = URIRef(absolute("catalogue:list")), publisher_of(graph)
    graph.add((catalogue, RDF.type, DCAT.Catalog))
    graph.add((catalogue, DCTERMS.title, text(f"Catálogo de {settings.LABX_NAME}")))
    graph.add((catalogue, DCTERMS.description, text(f"O que {settings.LABX_NAME} experimentou e aprendeu.")))
    graph.add((catalogue, DCTERMS.publisher, publisher))
    graph.add((catalogue, DCTERMS.language, PORTUGUESE))
    graph.add((catalogue, DCTERMS.license, URIRef(LICENCE)))
    graph.add((catalogue, DCTERMS.spatial, PORTUGAL))
    graph.add((catalogue, DCAT.themeTaxonomy, EU["data-theme"]))
    graph.add((catalogue, FOAF.homepage, URIRef(settings.ORIGIN + "/")))
    for facts in projects:
        for dataset in datasets_of(graph, facts, publisher):
            graph.add((catalogue, DCAT.dataset, dataset))
    return graph


def text(words: str) -> Literal:
    return Literal(words, lang="pt")


def publisher_of(graph: Graph) -> URIRef:
    publisher = URIRef(settings.ORIGIN + "/#instituicao")
    graph.add((publisher, RDF.type, FOAF.Agent))
    graph.add((publisher, FOAF.name, text(settings.LABX_INSTITUTION)))
    return publisher


def datasets_of(graph: Graph, facts: Facts, publisher: URIRef) -> list[URIRef]:
    found = []
    if facts.numbers:
        numbers = f"{settings.ORIGIN}{reverse('api:list_claims', args=[facts.slug])}"
        first = min(number.published_at for number in facts.numbers)
        found.append(
            dataset(
                graph,
                facts,
                publisher,
                id=f"{facts.url}#numeros",
                title=f"Números publicados: {facts.title}",
                description=facts.summary,
                issued=first,
                address=numbers,
                media_type="application/json",
                licence=LICENCE,
            )
        )
    for item in facts.data:
        node = dataset(
            graph,
            facts,
            publisher,
            id=f"{facts.url}#dados-{item.id}",
            title=item.title,
            description=f"{item.description} {item.source}",
            issued=item.issued,
            address=settings.ORIGIN + item.url,
            media_type=item.media_type,
            licence=item.licence,
        )
        add_period(graph, node, item)
        found.append(node)
    return found


def dataset(graph: Graph, facts: Facts, publisher: URIRef, *, id: str, issued: Any, **words: str) -> URIRef:
    """One dataset with its one distribution."""
    node, distribution = URIRef(id), URIRef(f"{id}-ficheiro")
    graph.add((node, RDF.type, DCAT.Dataset))
    graph.add((node, DCTERMS.title, text(words["title"])))
    graph.add((node, DCTERMS.description, text(words["description"])))
    graph.add((node, DCTERMS.identifier, Literal(id)))
    graph.add((node, DCTERMS.publisher, publisher))
    graph.add((node, DCTERMS.issued, date(issued)))
    graph.add((node, DCTERMS.modified, date(facts.changed_at)))
    graph.add((node, DCTERMS.language, PORTUGUESE))
    graph.add((node, DCTERMS.spatial, PORTUGAL))
    graph.add((node, DCTERMS.accessRights, PUBLIC))
    graph.add((node, DCAT.theme, THEME))
    graph.add((node, DCAT.landingPage, URIRef(facts.url)))
    graph.add((node, DCAT.contactPoint, contact_in(graph)))
    graph.add((node, DCAT.distribution, distribution))
    graph.add((distribution, RDF.type, DCAT.Distribution))
    graph.add((distribution, DCTERMS.title, text(words["title"])))
    graph.add((distribution, DCAT.accessURL, URIRef(words["address"])))
    graph.add((distribution, DCAT.downloadURL, URIRef(words["address"])))
    graph.add((distribution, DCAT.mediaType, URIRef(MEDIA_TYPES + words["media_type"])))
    graph.add((distribution, DCTERMS["format"], FORMATS[words["media_type"]]))
    graph.add((distribution, DCTERMS.license, URIRef(words["licence"])))
    return node


def contact_in(graph: Graph) -> URIRef:
    contact = URIRef(settings.ORIGIN + "/#contacto")
    graph.add((contact, RDF.type, VCARD.Kind))
    graph.add((contact, VCARD.fn, text(settings.LABX_NAME)))
    graph.add((contact, VCARD.hasEmail, URIRef(f"mailto:{settings.LABX_CONTACT}")))
    return contact


def add_period(graph: Graph, node: URIRef, item: OpenData) -> None:
    period = BNode()
    graph.add((node, DCTERMS.temporal, period))
    graph.add((period, RDF.type, DCTERMS.PeriodOfTime))
    graph.add((period, DCAT.startDate, Literal(item.first_day, datatype=XSD.date)))
    graph.add((period, DCAT.endDate, Literal(item.last_day, datatype=XSD.date)))


def date(moment: Any) -> Literal:
    return Literal(timezone.localtime(moment).date(), datatype=XSD.date)


def turtle(graph: Graph) -> str:
    return graph.serialize(format="turtle")


def json_ld(graph: Graph) -> str:
    return graph.serialize(format="json-ld", context=CONTEXT, auto_compact=False)
