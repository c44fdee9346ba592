"""Pages of the procedures themselves: what each is, for whom, with which source. The same for every reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from labx.core.gate import requires
from labx.core.packs.pack import Pack
from labx.core.pages.listing import Column, Empty, Filter, Table
from labx.desks import queries
from labx.desks.engine.desk import TOLD_AS_FACT
from labx.desks.exits import exits_of
from labx.desks.reviews import Review, review_of
from labx.desks.standards.cpsv import Entry
from labx.desks.standards.schema_org import government_service, in_script
from labx.desks.telling import phase_titles
from labx.desks.ways import CHANNELS, WHO
from labx.desks.wording import in_language, moment_words


@dataclass(frozen=True)
class Known:
    """A procedure of a desk, in the language of the page."""

    pack: Pack
    entry: Entry

    @property
    def address(self) -> str:
        return reverse("desks:procedure", args=[self.pack_name, self.entry["name"]])

    @property
    def pack_name(self) -> str:
        return self.pack.id.partition("/")[2]

    @property
    def review(self) -> Review:
        return review_of(self.pack, self.entry, timezone.localdate())

    def said(self, key: str) -> str:
        return in_language(self.entry[key]) if self.entry[key] else ""

    def labels(self, kind: str) -> list[str]:
        known = {one["name"]: one["label"] for one in self.pack.content[kind] or ()}
        return [in_language(known[name]) for name in self.entry[kind] or ()]

    @property
    def title(self) -> str:
        return self.said("title")

    @property
    def phase(self) -> str:
        return self.entry["phase"]

    @property
    def entity(self) -> str:
        return self.said("entity")

    @property
    def who(self) -> str:
        return "; ".join(str(WHO[code]) for code in self.entry["who"] or ())

    @property
    def source(self) -> str:
        return self.entry["source"]

    @property
    def grade(self) -> str:
        return self.entry["grade"]


def find_procedure(name: str, procedure: str) -> Known | None:
    pack = queries.find(name)
    entries = pack.content["procedures"] if pack else ()
    return next((Known(pack, entry) for entry in entries if pack and entry["name"] == procedure), None)


PROCEDURES = Table(
    name="passos",
    caption=_("Steps of this desk"),
    noun=(_("step"), _("steps")),
    columns=(
        Column(key="title", label=_("What"), link=lambda known: known.address),
        Column(key="phase", label=_("When"), choices=tuple(phase_titles().items())),
        Column(key="entity", label=_("Who sees to it")),
        Column(key="who", label=_("Who may do it")),
        Column(key="source", label=_("Source")),
        Column(key="grade", label=_("Grade")),
    ),
    filters=(
        Filter(key="phase", label=_("When"), phrase=_("in: {choice}"), choices=lambda: tuple(phase_titles().items())),
    ),
    search=("title", "entity", "source"),
    empty=Empty(title=_("Nothing here"), text=_("No step of this desk fits what you look for.")),
    per_page=100,
)


@requires("desks.use", record=queries.find)
def procedures(request: HttpRequest, pack: Pack) -> HttpResponse:
    listing = PROCEDURES.read(request, [Known(pack, entry) for entry in pack.content["procedures"]])
    return listing.download() or render(request, "desks/procedures.html", {"listing": listing, **page_of(pack)})


@requires("desks.use", record=find_procedure)
def procedure(request: HttpRequest, known: Known) -> HttpResponse:
    entry = known.entry
    context = {
        "known": known,
        "step": {key: known.said(key) for key in ("title", "when", "what", "late", "cost", "entity", "resolution")},
        "limits": [in_language(limit["text"]) for limit in entry["time_limits"] or ()],
        "who": [str(WHO[code]) for code in entry["who"] or ()],
        "channels": [str(CHANNELS[code]) for code in entry["channels"] or ()],
        "counters": known.labels("counters"),
        "documents": known.labels("documents"),
        "is_unverified": entry["grade"] not in TOLD_AS_FACT,
        "linked_data": in_script(government_service(known.pack, entry, settings.ORIGIN + known.address)),
        **page_of(known.pack),
    }
    return render(request, "desks/procedure.html", context)


@requires("desks.use", record=queries.find)
def embed(request: HttpRequest, pack: Pack) -> HttpResponse:
    """How another portal shows this desk in its own pages, and how it looks there."""
    script = f"{settings.ORIGIN}{settings.STATIC_URL}desks/labx-desk.js"
    context = {"origin": settings.ORIGIN, "script": script, "origins": settings.API_ORIGINS, **page_of(pack)}
    return render(request, "desks/embed.html", context)


def page_of(pack: Pack) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "pack": pack,
        "pack_name": pack.id.partition("/")[2],
        "desk_title": pack.title(get_language() or "pt"),
        "is_overdue": pack.is_overdue(today),
        "review_by": moment_words(today.fromisoformat(pack.content["review_by"])),
        "exits": exits_of(pack),
    }
