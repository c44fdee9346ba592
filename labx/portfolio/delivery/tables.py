"""Lists of delivery."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labx.core.pages.listing import Column, Empty, Filter, Table
from labx.portfolio.delivery.models import Blocker, BlockerKind


def blockers_url(blocker: Blocker) -> str:
    return reverse("delivery:blockers", args=[blocker.project.slug])


def edit_url(blocker: Blocker) -> str:
    return reverse("delivery:edit_blocker", args=[blocker.project.slug, blocker.pk])


def narrow_open(blockers: Any, value: str) -> Any:
    return blockers.filter(closed_on__isnull=value == "open")


ABOUT = (
    Column(key="owner", label=_("Who is to remove it")),
    Column(key="opened_on", label=_("Since"), kind="date"),
    Column(key="closed_on", label=_("Until"), kind="date"),
    Column(key="days", label=_("Days"), kind="number", value=lambda blocker: blocker.days),
    Column(key="note", label=_("What is missing"), sortable=False),
    Column(key="how_closed", label=_("How it was removed"), sortable=False),
)
FILTERS = (
    Filter(key="tipo", label=_("Kind"), phrase=_("of the kind {choice}"), choices=BlockerKind.choices, path="kind"),
    Filter(
        key="estado",
        label=_("State"),
        phrase="{choice}",
        choices=[("open", _("still open")), ("closed", _("removed"))],
        narrow=narrow_open,
    ),
)
OF_PROJECT = Table(
    name="bloqueios",
    caption=_("What keeps this project waiting"),
    noun=(_("blocker"), _("blockers")),
    columns=(Column(key="kind", label=_("Kind"), choices=BlockerKind.choices, link=edit_url), *ABOUT),
    filters=FILTERS,
    search=("note", "owner"),
    order="-opened_on",
    empty=Empty(
        title=_("Nothing keeps it waiting"),
        text=_("Purchases, legal opinions, access to data: what makes the project wait stands here with its days."),
    ),
)
EVERYWHERE = Table(
    name="bloqueios",
    caption=_("What keeps projects waiting"),
    noun=(_("blocker"), _("blockers")),
    columns=(
        Column(key="project", label=_("Project"), path="project__title", link=blockers_url),
        Column(key="kind", label=_("Kind"), choices=BlockerKind.choices),
        *ABOUT,
    ),
    filters=FILTERS,
    search=("note", "owner", "project__title"),
    order="-opened_on",
    empty=Empty(
        title=_("No project is kept waiting"),
        text=_("What makes a project wait is noted on the project's own page, and is listed here with its days."),
    ),
)
