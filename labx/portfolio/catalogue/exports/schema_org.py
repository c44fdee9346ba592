"""A project as schema.org says it: a research project, its claims and its data."""

from typing import Any

from django.conf import settings

from labx.portfolio.catalogue.exports.datacite import day
from labx.portfolio.catalogue.facts import LICENCE, Facts, Number


def schema_org(facts: Facts) -> dict[str, Any]:
    institution = {"@type": "GovernmentOrganization", "name": settings.LABX_INSTITUTION, "url": settings.ORIGIN}
    project = {
        "@id": f"{facts.url}#projeto",
        "@type": "ResearchProject",
        "name": facts.title,
        "description": facts.summary,
        "url": facts.url,
        "identifier": facts.id,
        "parentOrganization": institution,
        "subjectOf": [claim(number, facts) for number in facts.numbers],
    }
    data = [
        {
            "@id": f"{facts.url}#dados-{item.id}",
            "@type": "Dataset",
            "name": item.title,
            "description": item.description,
            "isBasedOn": item.source,
            "license": item.licence,
            "datePublished": day(item.issued),
            "temporalCoverage": f"{item.first_day.isoformat()}/{item.last_day.isoformat()}",
            "creator": institution,
            "distribution": {
                "@type": "DataDownload",
                "contentUrl": settings.ORIGIN + item.url,
                "encodingFormat": item.media_type,
            },
        }
        for item in facts.data
    ]
    page = {
        "@id": facts.url,
        "@type": "WebPage",
        "name": facts.title,
        "inLanguage": "pt-PT",
        "datePublished": facts.published_at.isoformat(),
        "dateModified": facts.changed_at.isoformat(),
        "license": LICENCE,
        "publisher": institution,
        "mainEntity": {"@id": project["@id"]},
    }
    return {"@context": "https://schema.org", "@graph": [page, project, *data]}


def claim(number: Number, facts: Facts) -> dict[str, Any]:
    """The sentence, and the number with its unit and how it was compared."""
    value = {
        "@type": "QuantitativeValue",
        "value": number.value,
        "unitText": number.unit,
        "minValue": number.lower,
        "maxValue": number.upper,
    }
    return {
        "@id": f"{facts.url}#numero-{number.id}",
        "@type": "Claim",
        "text": number.sentence,
        "name": number.indicator,
        "description": number.definition,
        "datePublished": day(number.published_at),
        "isBasedOn": number.source,
        "measurementTechnique": number.design_grade,
        "appearance": {"@id": facts.url},
        "about": {key: item for key, item in value.items() if item is not None},
    }
