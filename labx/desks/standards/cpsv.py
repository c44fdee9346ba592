"""The procedures of a desk as public services: CPSV-AP 3.2, with CCCEV for conditions and ELI for law."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef

from labx.core.packs.pack import Pack
from labx.desks.cases import desk_of
from labx.desks.engine.desk import TOLD_AS_FACT
from labx.desks.standards.law import Act, acts_in, eli_of
from labx.desks.ways import CHANNELS
from labx.rules.expressions import facts_in

CPSV = Namespace("http://purl.org/vocab/cpsv#")
CV = Namespace("http://data.europa.eu/m8g/")  # CPSV-AP's own terms and CCCEV's
ELI = Namespace("http://data.europa.eu/eli/ontology#")
EU = Namespace("http://publications.europa.eu/resource/authority/")
PORTUGAL = EU["atu/PRT"]
EURO = EU["currency/EUR"]
# The table that the model recommends for kinds of channels. The addresses of its codes say nothing: ours have names.
CHANNEL_TABLE = URIRef("http://data.europa.eu/snb/com-channel/25831c2")
LANGUAGES = {"pt": EU["language/POR"], "en": EU["language/ENG"]}
PREFIXES = {
    "cpsv": CPSV,
    "cv": CV,
    "eli": ELI,
    "dct": DCTERMS,
    "dcat": DCAT,
    "foaf": FOAF,
    "skos": SKOS,
    "xsd": XSD,
}
CONTEXT = {name: str(space) for name, space in PREFIXES.items()}
Entry = Mapping[str, Any]


def services_of(pack: Pack) -> list[Entry]:
    """The procedures that are public services and may be told as facts: tasks for which a public body answers."""
    return [
        entry
        for entry in pack.content["procedures"]
        if entry["authority"] and entry["is_task"] is not False and entry["grade"] in TOLD_AS_FACT
    ]


def procedures_graph(pack: Pack) -> Graph:
    return Services(pack).graph


FORMS = {
    "turtle": lambda graph: graph.serialize(format="turtle"),
    "json-ld": lambda graph: graph.serialize(format="json-ld", context=CONTEXT, auto_compact=False),
}
_exported: dict[tuple[str, str], str] = {}


def exported(pack: Pack, form: str) -> str:
    """The graph as text; written once for each version of a pack, because anyone may ask for it."""
    key = (pack.sha256, form)
    if key not in _exported:
        _exported[key] = FORMS[form](procedures_graph(pack))
    return _exported[key]


class Services:
    """One pack on its way into a graph. Addresses are those of the pages where a person reads the same."""

    def __init__(self, pack: Pack) -> None:
        self.pack, self.desk, self.graph = pack, desk_of(pack), Graph()
        name = pack.id.partition("/")[2]
        self.home = settings.ORIGIN + reverse("desks:desk", args=[name])
        self.pages = {
            entry["name"]: URIRef(settings.ORIGIN + reverse("desks:procedure", args=[name, entry["name"]]))
            for entry in services_of(pack)
        }
        self.facts = {entry["name"]: entry for entry in pack.content["facts"]}
        self.published = {
            entry["name"]: datetime.date.fromisoformat(entry["published_on"])
            for entry in pack.content["acts"] or ()
            if entry["grade"] in TOLD_AS_FACT
        }
        for prefix, space in PREFIXES.items():
            self.graph.bind(prefix, space)
        self.dataset()
        self.event()
        for entry in services_of(pack):
            self.service(entry)

    def node(self, kind: Any, slug: str, texts: Mapping[str, str] | None = None) -> URIRef:
        """A thing of the desk under its own address: its class, its identifier, its name in each language."""
        made = URIRef(f"{self.home}#{slug}")
        self.add(made, RDF.type, kind)
        self.add(made, DCTERMS.identifier, Literal(str(made)))
        if texts:
            self.say(made, DCTERMS.title, texts)
        return made

    def add(self, subject: Any, predicate: Any, value: Any) -> None:
        self.graph.add((subject, predicate, value))

    def say(self, subject: Any, predicate: Any, texts: Mapping[str, str]) -> None:
        for language, words in texts.items():
            self.add(subject, predicate, Literal(words, lang=language))

    def each(self, words: Any) -> dict[str, str]:
        """Words of ours in each language of the pack."""
        found = {}
        for language in self.pack.content["languages"]:
            with translation.override(language):
                found[language] = str(words)
        return found

    def speak(self, subject: Any) -> None:
        for language in self.pack.content["languages"]:
            self.add(subject, DCTERMS.language, LANGUAGES[language])
            self.add(LANGUAGES[language], RDF.type, DCTERMS.LinguisticSystem)

    def dataset(self) -> None:
        content = self.pack.content
        self.catalogue = self.node(DCAT.Dataset, "passos", content["title"])
        self.add(self.catalogue, DCTERMS.description, Literal(content["source"], lang="pt"))
        self.add(self.catalogue, DCTERMS.hasVersion, Literal(content["version"]))
        self.add(self.catalogue, DCTERMS.license, Literal(content["licence"]))
        page = URIRef(self.home)
        self.add(self.catalogue, DCAT.landingPage, page)
        self.add(page, RDF.type, FOAF.Document)
        publisher = self.node(FOAF.Agent, "instituicao", {"pt": settings.LABX_INSTITUTION})
        self.add(self.catalogue, DCTERMS.publisher, publisher)
        self.add(PORTUGAL, RDF.type, DCTERMS.Location)

    def event(self) -> None:
        self.life_event = self.node(CV.LifeEvent, "acontecimento", self.pack.content["title"])
        self.add(self.life_event, RDF.type, CV.Event)

    def service(self, entry: Entry) -> None:
        service = self.pages[entry["name"]]
        self.add(service, RDF.type, CPSV.PublicService)
        self.add(service, DCTERMS.identifier, Literal(entry["name"]))
        self.say(service, DCTERMS.title, entry["title"])
        self.say(service, DCTERMS.description, entry["what"])
        self.speak(service)
        self.add(service, DCTERMS.spatial, PORTUGAL)
        self.add(service, DCTERMS.isPartOf, self.catalogue)
        self.add(self.catalogue, DCTERMS.hasPart, service)
        self.add(service, CV.isGroupedBy, self.life_event)
        self.add(self.life_event, CV.hasRelatedService, service)
        self.add(service, CV.hasCompetentAuthority, self.authority(entry["authority"]))
        for name in entry["after"] or ():
            if name in self.pages:
                self.add(service, DCTERMS.requires, self.pages[name])
        for name in entry["excludes"] or ():
            if name in self.pages:
                self.add(service, CV.relatedService, self.pages[name])
        self.channels(service, entry)
        self.rules(service, entry)
        self.evidence(service, entry)

    def authority(self, name: str) -> URIRef:
        label = next(one["label"] for one in self.pack.content["authorities"] if one["name"] == name)
        body = self.node(CV.PublicOrganisation, f"entidade-{name}")
        self.say(body, SKOS.prefLabel, label)
        self.add(body, DCTERMS.spatial, PORTUGAL)
        return body

    def channels(self, service: URIRef, entry: Entry) -> None:
        for code in entry["channels"] or ():
            channel = self.node(CV.Channel, f"{entry['name']}-{code}")
            kind = self.node(SKOS.Concept, f"canal-{code}")
            self.say(kind, SKOS.prefLabel, self.each(CHANNELS[code]))
            self.add(kind, RDFS.seeAlso, CHANNEL_TABLE)
            self.add(channel, DCTERMS.type, kind)
            self.add(service, CV.hasChannel, channel)
            if code == "counter":
                for label in self.counters(entry):
                    self.say(channel, DCTERMS.description, label)
        if entry["cost"]:
            cost = self.node(CV.Cost, f"{entry['name']}-custo")
            self.say(cost, DCTERMS.description, entry["cost"])
            self.add(cost, CV.currency, EURO)
            self.add(EURO, RDF.type, SKOS.Concept)
            self.add(service, CV.hasCost, cost)

    def counters(self, entry: Entry) -> Iterator[Mapping[str, str]]:
        labels = {one["name"]: one["label"] for one in self.pack.content["counters"] or ()}
        return (labels[name] for name in entry["counters"] or ())

    def rules(self, service: URIRef, entry: Entry) -> None:
        """Who it is for, and each time limit, with the law that each comes from."""
        for act in self.law(entry["source"]):
            self.add(service, CV.hasLegalResource, act)
        self.rule(service, f"{entry['name']}-condicoes", entry["title"], entry["when"], entry["source"])
        for place, limit in enumerate(entry["time_limits"] or (), 1):
            if limit["grade"] in TOLD_AS_FACT:
                slug = f"{entry['name']}-prazo-{place}"
                self.rule(service, slug, self.each(_("Time limit")), limit["text"], limit["source"])

    def rule(self, service: URIRef, slug: str, title: Entry, texts: Entry, source: str) -> None:
        rule = self.node(CPSV.Rule, slug, title)
        self.say(rule, DCTERMS.description, texts)
        self.speak(rule)
        self.add(rule, DCTERMS.source, Literal(source))
        for act in self.law(source):
            self.add(rule, CPSV.implements, act)
        self.add(service, CPSV.follows, rule)

    def law(self, source: str) -> Iterator[URIRef]:
        for act in acts_in(source):
            made = self.act(act)
            self.add(made, RDF.type, ELI.LegalResource)
            self.add(made, DCTERMS.identifier, Literal(str(made)))
            self.say(made, DCTERMS.title, {"pt": act.title})
            self.add(made, ELI.id_local, Literal(act.title))
            self.add(made, ELI.jurisdiction, PORTUGAL)
            yield made

    def act(self, act: Act) -> URIRef:
        """Under its ELI address, which holds the day of publication; under one of this site where the pack has none."""
        day = self.published.get(act.title)
        made = URIRef((eli_of(act, day) if day else "") or f"{self.home}#diploma-{act.slug}")
        if day:
            self.add(made, ELI.date_publication, Literal(day))
        return made

    def evidence(self, service: URIRef, entry: Entry) -> None:
        requirement = self.node(CV.Requirement, f"{entry['name']}-requisito", entry["when"])
        self.add(requirement, DCTERMS.description, Literal(entry["applies"], datatype=XSD.string))
        rule = self.desk.procedures[entry["name"]].applies
        for fact in dict.fromkeys(facts_in(rule.expression)):
            concept = self.node(CV.InformationConcept, f"facto-{fact}")
            self.say(concept, SKOS.prefLabel, self.facts[fact]["label"])
            self.add(requirement, CV.hasConcept, concept)
        self.add(requirement, CV.fulfils, URIRef(f"{self.home}#{entry['name']}-condicoes"))
        self.add(service, CV.holdsRequirement, requirement)
        labels = {one["name"]: one["label"] for one in self.pack.content["documents"] or ()}
        for name in entry["documents"] or ():
            kind = self.node(CV.EvidenceType, f"tipo-{name}")
            self.say(kind, SKOS.prefLabel, labels[name])
            proof = self.node(CV.Evidence, f"documento-{name}", labels[name])
            self.add(proof, DCTERMS.conformsTo, kind)
            self.add(proof, CV.supportsRequirement, requirement)
            self.add(requirement, CV.hasSupportingEvidence, proof)
            self.add(service, CPSV.hasInput, proof)
            self.add(service, CV.hasInputType, kind)
