"""Lists of services."""

from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labx.core.pages.listing import Column, Empty, Filter, Table
from labx.trials.services.models import EventFile, Release, Service

STATES = [("sim", _("published")), ("nao", _("not published"))]


def state_of(service: Service) -> str:
    return "sim" if service.is_published else "nao"


NAME = Column(key="title", label=_("Service"), link=lambda one: reverse("services:record", args=[one.slug]))
ENTITY = Column(key="entity", label=_("Entity"), path="entity__name")
SERVICES = Table(
    name="servicos",
    caption=_("Services"),
    noun=(_("service"), _("services")),
    columns=(
        NAME,
        ENTITY,
        Column(key="project", label=_("Project"), path="project__title"),
        Column(key="state", label=_("Indicators"), value=state_of, sort="published_at", choices=STATES),
    ),
    filters=(
        Filter(
            key="estado",
            label=_("Indicators"),
            phrase=_("with indicators {choice}"),
            choices=STATES,
            narrow=lambda rows, value: rows.filter(published_at__isnull=value == "nao"),
        ),
    ),
    search=("title", "entity__name"),
    order="title",
    empty=Empty(
        title=_("No service yet"),
        text=_("A service whose transactions are counted stands here: who begins, who gets to the end, what it costs."),
    ),
)
OF_PROJECT = replace(
    SERVICES,
    columns=tuple(column for column in SERVICES.columns if column.key != "project"),
    caption=_("Services of this project"),
)
PUBLIC = Table(
    name="servicos-publicos",
    caption=_("Services that publish their indicators"),
    noun=(_("service"), _("services")),
    columns=(
        Column(key="title", label=_("Service"), link=lambda one: reverse("services:public", args=[one.slug])),
        ENTITY,
    ),
    search=("title", "entity__name"),
    order="title",
    empty=Empty(title=_("No service yet"), text=_("Services that publish how well they work stand here.")),
)
INDICATORS = Table(
    name="indicadores",
    caption=_("Indicators, now and before"),
    noun=(_("indicator"), _("indicators")),
    columns=(
        Column(key="title", label=_("Indicator"), value=lambda one: str(one.indicator.title), sortable=False),
        Column(key="now", label=_("Last period"), value=lambda one: one.now_text, sortable=False),
        Column(key="before", label=_("Period before"), value=lambda one: one.before_text, sortable=False),
        Column(key="of", label=_("Out of"), kind="number", value=lambda one: one.now.of or None, sortable=False),
        Column(key="better", label=_("Direction"), value=lambda one: one.better, sortable=False),
        Column(
            key="definition", label=_("Definition"), value=lambda one: str(one.indicator.definition), sortable=False
        ),
        Column(key="denominator", label=_("Denominator"), value=lambda o: str(o.indicator.denominator), sortable=False),
        Column(key="source", label=_("Who defines it so"), value=lambda o: str(o.indicator.source), sortable=False),
    ),
    per_page=50,
    empty=Empty(title=_("No event yet"), text=_("Indicators appear once events of the service have come in.")),
)


def lines_table(name: str, caption: Any, what: Any, value: Any) -> Table:
    return Table(
        name=name,
        prefix=f"{name}-",
        caption=caption,
        noun=(_("line"), _("lines")),
        columns=(
            Column(key="label", label=what, sortable=False),
            Column(key="text", label=value, sortable=False),
            Column(key="of", label=_("Out of"), kind="number", sortable=False),
            Column(key="value", label=_("As a number"), kind="number", decimals=4, sortable=False),
        ),
        per_page=50,
        empty=Empty(title=_("Nothing recorded"), text=_("Nothing of this was recorded in the last period.")),
    )


SERIES = lines_table("serie", _("The series"), _("Period"), _("Value"))
BY_DEVICE = lines_table("aparelho", _("Last period by device"), _("Device"), _("Value"))
BY_GROUP = lines_table("grupo", _("Last period by group of people"), _("Group"), _("Value"))
STEPS = lines_table("passos", _("Where people give up, last period"), _("After"), _("Came no further"))


def releases_table(*, may_edit: bool) -> Table:
    def url(one: Release) -> str:
        return reverse("services:edit_release", args=[one.service.slug, one.pk])

    return Table(
        name="alteracoes",
        prefix="alteracoes-",
        caption=_("What changed in the service"),
        noun=(_("release"), _("releases")),
        columns=(
            Column(key="on", label=_("Day"), kind="date"),
            Column(key="text", label=_("What changed"), link=url if may_edit else None),
        ),
        order="-on",
        empty=Empty(
            title=_("No release noted"), text=_("Note the day on which the service changed: the series shows it.")
        ),
    )


FILES = Table(
    name="ficheiros",
    caption=_("Files of events"),
    noun=(_("file"), _("files")),
    columns=(
        Column(key="name", label=_("File"), link=lambda one: reverse("services:file", args=[one.service.slug, one.pk])),
        Column(key="state", label=_("State"), choices=EventFile.State.choices),
        Column(key="rows", label=_("Events"), kind="number"),
        Column(key="problem_count", label=_("Problems"), kind="number"),
        Column(key="brought_at", label=_("Handed in"), kind="moment"),
        Column(key="complete_until", label=_("Everything is in until"), kind="moment"),
        Column(key="undone_at", label=_("Taken back"), kind="moment"),
    ),
    order="-brought_at",
    empty=Empty(title=_("No file yet"), text=_("Files of events that were brought in stand here, and can be undone.")),
)
PROBLEMS = Table(
    name="problemas",
    caption=_("What is wrong, and how to mend it"),
    noun=(_("problem"), _("problems")),
    columns=(
        Column(key="row", label=_("Row"), kind="number", value=lambda one: one["row"] or None, sortable=False),
        Column(key="column", label=_("Column"), value=lambda one: one["column"], sortable=False),
        Column(key="value", label=_("Value"), value=lambda one: one["value"], sortable=False),
        Column(key="message", label=_("Problem"), value=lambda one: one["message"], sortable=False),
        Column(key="cure", label=_("What to do"), value=lambda one: one["cure"], sortable=False),
    ),
    per_page=50,
    empty=Empty(title=_("Nothing is wrong"), text=_("Every row of this file can be brought in.")),
)
