"""Addresses of the catalogue for the walk over every route."""

from typing import Any

from labx.core.actors import system
from labx.portfolio.catalogue.actions import announcements, cases, deviations
from labx.portfolio.catalogue.models import Deviation
from labx.portfolio.catalogue.tests.making import ANNOUNCEMENT, CASE, DEVIATION

WHO = system("test")


def prepare(world) -> Deviation:
    """Everything that is told beside the page of the published project."""
    announcements.write_announcement(by=WHO, project=world.published, edition=0, **ANNOUNCEMENT)
    announcements.announce(by=WHO, project=world.published)
    cases.write_case(by=WHO, project=world.published, edition=0, **CASE)
    return deviations.record_deviation(by=WHO, protocol=world.frozen, **DEVIATION)


def either(world) -> list[dict[str, Any]]:
    return [{"slug": world.published.slug}, {"slug": world.hidden.slug}]


def published(world) -> list[dict[str, Any]]:
    return either(world)[:1]


def protocols(world) -> list[dict[str, Any]]:
    return [
        {"slug": world.published.slug, "code": one.code, "version": one.version} for one in (world.frozen, world.draft)
    ]


EXAMPLES = {
    **{
        f"catalogue:{name}": either
        for name in (
            "taking",
            "package",
            "datacite",
            "schema",
            "entry_turtle",
            "entry_json",
            "case",
            "case_json",
            "case_markdown",
            "announcement",
            "announce",
            "write_case",
        )
    },
    "catalogue:end_announcement": published,
    **{f"catalogue:{name}": protocols for name in ("registration", "egap", "osf", "deviation", "aea", "aea_text")},
    "catalogue:withdraw_deviation": lambda world: [
        {"slug": world.published.slug, "deviation": world.made["catalogue"].pk}
    ],
}
