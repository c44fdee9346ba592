"""An entity's story in words: its names, its end, whom it took over from."""

from typing import Any

from django.utils.translation import gettext as _

from labx.core.pages.entries import Moment
from labx.people.organisations import queries, tables
from labx.people.organisations.models import Organisation, PublicEntity

LISTED = 30


def moments_of(entity: PublicEntity) -> list[Moment]:
    """Oldest first; the name of today comes last but for the end."""
    former = list(entity.former_names.all())
    names = [*(one.name for one in former[1:]), entity.name]
    moments = [
        Moment(title=_("“%(before)s” became “%(after)s”") % {"before": one.name, "after": after}, when=one.replaced_on)
        for one, after in zip(former, names, strict=False)
    ]
    for other in entity.predecessors.filter(merged_into=None).order_by("ended_on")[:LISTED]:
        title = _("Took over from “%(name)s”") % {"name": other.name}
        moments.append(Moment(title=title, when=other.ended_on, text=other.ended_by, url=tables.entity_url(other)))
    if entity.ended_on:
        successor = entity.successor.standing if entity.successor else None
        title = _("Ended; “%(name)s” took over") % {"name": successor.name} if successor else _("Ended")
        url = tables.entity_url(successor) if successor else ""
        moments.append(Moment(title=title, when=entity.ended_on, text=entity.ended_by, url=url))
    return sorted(moments, key=lambda moment: moment.when)


def merges_of(one: Organisation) -> list[dict[str, Any]]:
    """Duplicates that are part of this record, with what undoes it."""
    merges = list(queries.merges_of(one))
    names = dict(type(one).objects.filter(pk__in=[merge.duplicate for merge in merges]).values_list("pk", "name"))
    return [{"merge": merge, "name": names[merge.duplicate]} for merge in merges]
