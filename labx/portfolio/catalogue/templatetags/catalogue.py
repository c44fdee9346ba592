"""{% load catalogue %}: what a project's public page says of its reading level, its plan, and ways to take it away."""

from typing import Any

from django.conf import settings
from django.template import Library
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labx.core.reading import reading_of
from labx.portfolio.catalogue.facts import amendments_of, promises_of, standing_deviations
from labx.portfolio.models import Project
from labx.stats.errors import CannotEstimate

register = Library()
LEVELS = {
    "very_easy": _("Very easy to read: up to 4 years of school"),
    "easy": _("Easy to read: up to 9 years of school"),
    "hard": _("Hard to read: up to 12 years of school"),
    "very_hard": _("Very hard to read: more than 12 years of school"),
}


@register.inclusion_tag("catalogue/plan_and_done.html")
def plan_and_done(project: Project) -> dict[str, Any]:
    """The frozen protocols, each change to them with its reason, and what was done otherwise."""
    return {
        "project": project,
        "promises": promises_of(project),
        "amendments": amendments_of(project),
        "deviations": standing_deviations(project),
    }


@register.inclusion_tag("catalogue/reading_level.html")
def reading_level(project: Project) -> dict[str, Any]:
    """Of the four texts that a citizen reads; nothing where they are too short for a number that means something."""
    try:
        reading = reading_of("\n\n".join((project.asked, project.did, project.learned, project.next_step)))
    except CannotEstimate:
        return {"level": ""}
    return {"level": LEVELS[reading.level], "ease": reading.ease, "counts": reading.counts}


@register.simple_tag
def absolute_url(name: str, *address: Any) -> str:
    return settings.ORIGIN + reverse(name, args=address)
