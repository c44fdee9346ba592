"""A procedure as schema.org says it, for the head of its page."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from labx.core.packs.pack import Pack
from labx.desks.standards.cpsv import Entry, services_of
from labx.desks.wording import in_language

# Inside a script element these could end it or begin a comment.
UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def government_service(pack: Pack, entry: Entry, address: str) -> dict[str, Any]:
    """What is no public service, or is not verified, is told as nothing at all."""
    if entry not in services_of(pack):
        return {}
    label = next(one["label"] for one in pack.content["authorities"] if one["name"] == entry["authority"])
    return {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "@id": address,
        "url": address,
        "name": in_language(entry["title"]),
        "description": in_language(entry["what"]),
        "serviceType": pack.title(get_language() or "pt"),
        "serviceOperator": {"@type": "GovernmentOrganization", "name": in_language(label)},
        "areaServed": {"@type": "Country", "name": "Portugal", "identifier": "PT"},
        "availableLanguage": ["pt-PT"],
        "audience": {"@type": "Audience", "audienceType": in_language(entry["when"])},
        "isRelatedTo": {"@type": "WebSite", "url": settings.ORIGIN},
    }


def in_script(data: dict[str, Any]) -> str:
    """JSON that can stand in a script element: without the signs that HTML reads."""
    return json.dumps(data, ensure_ascii=False).translate(UNSAFE) if data else ""
