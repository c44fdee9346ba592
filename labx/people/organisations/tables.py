"""Lists of organisations."""

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from labx.core.pages.listing import Column, Empty, Filter, Table
from labx.people.organisations.districts import DISTRICTS
from labx.people.organisations.models import Import, Level, Partner, PartnerKind, PublicEntity

DISTRICT = Filter(key="distrito", label=_("District"), phrase=_("in {choice}"), choices=DISTRICTS, path="district")


def entity_url(entity: PublicEntity) -> str:
    return reverse("organisations:entity", args=[entity.code])


def partner_url(partner: Partner) -> str:
    return reverse("organisations:partner", args=[partner.code])


def narrowed_by_end(entities: QuerySet, value: str) -> QuerySet:
    return entities.filter(ended_on=None) if value == "ativa" else entities.exclude(ended_on=None)


ENTITIES = Table(
    name="entidades",
    caption=_("Public entities"),
    noun=(_("public entity"), _("public entities")),
    columns=(
        Column(key="name", label=_("Name"), link=entity_url, sort=Lower("name")),
        Column(key="acronym", label=_("Acronym")),
        Column(key="nipc", label=_("NIPC")),
        Column(key="level", label=_("Level"), choices=Level.choices),
        Column(key="district", label=_("District"), choices=DISTRICTS),
        Column(key="parent", label=_("Belongs to"), path="parent__name"),
        Column(key="ended_on", label=_("Ended on"), kind="date"),
    ),
    filters=(
        Filter(key="nivel", label=_("Level"), phrase=_("of level “{choice}”"), choices=Level.choices, path="level"),
        DISTRICT,
        Filter(
            key="estado",
            label=_("State"),
            phrase=_("{choice}"),
            choices=(("ativa", _("active")), ("extinta", _("ended"))),
            narrow=narrowed_by_end,
        ),
    ),
    search=("name", "acronym", "nipc"),
    order="name",
    empty=Empty(
        title=_("No entity yet"),
        text=_("The public bodies that bring challenges or take part in projects are listed here."),
        action_label=_("Register an entity"),
        action_url=reverse_lazy("organisations:new_entity"),
    ),
)
PARTNERS = Table(
    name="parceiros",
    caption=_("Partners"),
    noun=(_("partner"), _("partners")),
    columns=(
        Column(key="name", label=_("Name"), link=partner_url, sort=Lower("name")),
        Column(key="acronym", label=_("Acronym")),
        Column(key="kind", label=_("Kind"), choices=PartnerKind.choices),
        Column(key="nipc", label=_("NIPC")),
        Column(key="district", label=_("District"), choices=DISTRICTS),
    ),
    filters=(
        Filter(key="tipo", label=_("Kind"), phrase=_("of kind “{choice}”"), choices=PartnerKind.choices, path="kind"),
        DISTRICT,
    ),
    search=("name", "acronym", "nipc"),
    order="name",
    empty=Empty(
        title=_("No partner yet"),
        text=_("Associations, universities, companies and others that work with the laboratory are listed here."),
        action_label=_("Register a partner"),
        action_url=reverse_lazy("organisations:new_partner"),
    ),
)


def twins_table(url: Any) -> Table:
    return Table(
        name="repetidas",
        caption=_("Organisations that may stand twice"),
        noun=(_("record"), _("records")),
        columns=(
            Column(key="name", label=_("Name"), link=url, sort="name_key"),
            Column(key="nipc", label=_("NIPC")),
            Column(key="district", label=_("District"), choices=DISTRICTS),
            Column(key="registered_at", label=_("Registered on"), kind="date"),
        ),
        order="name",
        empty=Empty(title=_("Nothing stands twice"), text=_("Records whose names say the same are listed here.")),
    )


ENTITY_TWINS, PARTNER_TWINS = twins_table(entity_url), twins_table(partner_url)
IMPORTS = Table(
    name="importacoes",
    caption=_("Files of organisations"),
    noun=(_("file"), _("files")),
    columns=(
        Column(key="original_name", label=_("File"), link=lambda one: reverse("organisations:import", args=[one.id])),
        Column(key="kind", label=_("What it holds"), choices=Import.Kind.choices),
        Column(key="state", label=_("State"), choices=Import.State.choices),
        Column(key="rows", label=_("Rows"), kind="number"),
        Column(key="brought", label=_("Brought"), kind="number"),
        Column(key="faulty_rows", label=_("Faulty rows"), kind="number"),
        Column(key="uploaded_at", label=_("Uploaded"), kind="moment"),
    ),
    order="-uploaded_at",
    empty=Empty(
        title=_("No file yet"),
        text=_("Files with many entities or partners are listed here, with what became of each."),
        action_label=_("Bring a file"),
        action_url=reverse_lazy("organisations:upload"),
    ),
)
