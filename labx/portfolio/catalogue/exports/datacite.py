"""A project in DataCite's metadata schema 4.6, as its JSON."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from labx.portfolio.catalogue.facts import LICENCE, Facts

SCHEMA = "http://datacite.org/schema/kernel-4"


def datacite(facts: Facts) -> dict[str, Any]:
    """Without a DOI: whoever deposits the project gets one from their registration agency."""
    institution = {"name": settings.LABX_INSTITUTION, "nameType": "Organizational"}
    dates = [{"date": day(facts.published_at), "dateType": "Issued"}]
    dates.append({"date": day(facts.changed_at), "dateType": "Updated"})
    dates += [{"date": day(promise.frozen_at), "dateType": "Submitted"} for promise in facts.promises[:1]]
    related = [(promise.url, "IsDescribedBy") for promise in facts.promises]
    related += [(settings.ORIGIN + data.url, "HasPart") for data in facts.data]
    return {
        "schemaVersion": SCHEMA,
        "types": {"resourceTypeGeneral": "Project", "resourceType": "Public-sector experiment"},
        "identifiers": [{"identifier": facts.url, "identifierType": "URL"}],
        "alternateIdentifiers": [{"alternateIdentifier": facts.id, "alternateIdentifierType": "UUID"}],
        "url": facts.url,
        "creators": [institution],
        "titles": [{"title": facts.title, "lang": "pt"}],
        "publisher": {"name": settings.LABX_INSTITUTION},
        "publicationYear": facts.year,
        "language": "pt",
        "dates": dates,
        "rightsList": [{"rights": "CC BY 4.0", "rightsUri": LICENCE, "rightsIdentifier": "cc-by-4.0"}],
        "descriptions": [
            {"description": text, "descriptionType": kind, "lang": "pt"}
            for text, kind in ((facts.summary, "Abstract"), (facts.did, "Methods"))
            if text
        ],
        "contributors": [{**institution, "contributorType": "HostingInstitution"}],
        "relatedIdentifiers": [
            {"relatedIdentifier": url, "relatedIdentifierType": "URL", "relationType": relation}
            for url, relation in related
        ],
    }


def day(moment: Any) -> str:
    return timezone.localtime(moment).date().isoformat()
