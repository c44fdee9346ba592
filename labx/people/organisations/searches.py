"""What search finds among organisations."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from labx.core.addresses import address_of
from labx.core.search.declare import Search, SearchEntry
from labx.people.organisations.districts import DISTRICTS
from labx.people.organisations.models import Partner, PublicEntity

DISTRICT_NAMES = dict(DISTRICTS)


def entities() -> QuerySet:
    return PublicEntity.objects.filter(merged_into=None).prefetch_related("former_names")


def partners() -> QuerySet:
    return Partner.objects.filter(merged_into=None)


def entity_entry(entity: PublicEntity) -> SearchEntry:
    former = [one.name for one in entity.former_names.all()]
    words = [entity.acronym, entity.nipc or "", DISTRICT_NAMES.get(entity.district, ""), *former]
    return SearchEntry(entity.name, "\n".join(filter(None, words)), address_of("organisations:entity")(entity.code))


def partner_entry(partner: Partner) -> SearchEntry:
    words = [
        partner.acronym,
        partner.nipc or "",
        str(partner.get_kind_display()),
        DISTRICT_NAMES.get(partner.district, ""),
    ]
    return SearchEntry(partner.name, "\n".join(filter(None, words)), address_of("organisations:partner")(partner.code))


SEARCHES = (
    Search("organisations.entity", _("Public entities"), "organisations.view", entities, entity_entry),
    Search("organisations.partner", _("Partners"), "organisations.view", partners, partner_entry),
)
