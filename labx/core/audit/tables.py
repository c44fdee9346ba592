"""The list of audit entries."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labx.core.accounts import Names
from labx.core.audit.models import AuditEntry
from labx.core.audit.queries import title_of
from labx.core.pages.listing import Column, Empty, Filter, Table

SEALED = [("sim", _("sealed")), ("nao", _("not yet sealed"))]


def entry_url(entry: AuditEntry) -> str:
    return reverse("audit:entry", args=[entry.pk])


def actions() -> list[tuple[str, str]]:
    used = AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct()
    return [(action, title_of(action)) for action in used]


def by_seal(entries: Any, value: str) -> Any:
    return entries.filter(position__isnull=value == "nao")


def entries_table() -> Table:
    """A new table for each page: it remembers the names it looked up."""
    names = Names()
    return Table(
        name="auditoria",
        caption=_("Audit entries"),
        noun=(_("entry"), _("entries")),
        columns=(
            Column(key="at", label=_("When"), kind="moment", link=entry_url),
            Column(key="actor", label=_("Who"), value=lambda entry: names(entry.actor), sort="actor"),
            Column(key="action", label=_("What"), value=lambda entry: title_of(entry.action), sort="action"),
            Column(key="target_kind", label=_("Kind of record")),
            Column(key="target_id", label=_("Record")),
            Column(key="position", label=_("Position"), kind="number"),
        ),
        filters=(
            Filter(key="action", label=_("What"), phrase=_("about “{choice}”"), choices=actions),
            Filter(key="selo", label=_("Seal"), phrase="{choice}", choices=SEALED, narrow=by_seal),
        ),
        search=("actor", "target_kind", "target_id"),
        order="-at",
        empty=Empty(
            title=_("Nothing was done yet"), text=_("Every action leaves an entry here: who, when, what, why.")
        ),
    )
