"""Who reviewed each rule and when; what is overdue. A reviewer that there was not is never named."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core.packs.grades import FactGrade
from labx.core.packs.pack import Pack
from labx.core.pages.listing import Column, Empty, Filter, Table
from labx.desks.wording import in_language


@dataclass(frozen=True)
class Review:
    """The review of one rule or letter: its own where it has one, else that of the whole pack."""

    title: str
    kind: str
    checked_by: tuple[str, ...]
    reviewed_on: datetime.date | None
    review_by: datetime.date
    is_overdue: bool
    source: str
    grade: str

    @property
    def state(self) -> str:
        if self.is_overdue:
            return "overdue"
        return "reviewed" if self.checked_by else "waiting"

    @property
    def names(self) -> str:
        return ", ".join(self.checked_by) or _("nobody yet")


def reviews_of(pack: Pack, today: datetime.date) -> list[Review]:
    content = pack.content
    return [review_of(pack, entry, today, kind) for kind in KINDS for entry in content[kind] or ()]


def review_of(pack: Pack, entry: Mapping[str, Any], today: datetime.date, kind: str = "procedures") -> Review:
    own = entry if entry["checked_by"] else pack.content
    review_by = datetime.date.fromisoformat(entry["review_by"] or pack.content["review_by"])
    reviewed_on = own["reviewed_on"] and datetime.date.fromisoformat(own["reviewed_on"])
    return Review(
        title=in_language(entry["title"]),
        kind=kind,
        checked_by=tuple(own["checked_by"] or ()),
        reviewed_on=reviewed_on,
        review_by=review_by,
        is_overdue=today > review_by,
        source=entry["source"],
        grade=entry["grade"],
    )


KINDS = {"procedures": gettext_lazy("rule"), "letters": gettext_lazy("letter")}
STATES = (
    ("waiting", gettext_lazy("not reviewed yet")),
    ("reviewed", gettext_lazy("reviewed")),
    ("overdue", gettext_lazy("review overdue")),
)


def badge_of(state: str) -> str:
    return "warning" if state == "overdue" else "neutral"


GRADES = [(str(grade), str(grade)) for grade in FactGrade]
REVIEWS = Table(
    name="revisao",
    caption=gettext_lazy("Rules and letters of this desk"),
    noun=(gettext_lazy("entry"), gettext_lazy("entries")),
    columns=(
        Column(key="title", label=gettext_lazy("What")),
        Column(key="kind", label=gettext_lazy("Kind"), choices=tuple(KINDS.items())),
        Column(key="state", label=gettext_lazy("Review"), choices=STATES, badge=badge_of),
        Column(key="names", label=gettext_lazy("Reviewed by")),
        Column(key="reviewed_on", label=gettext_lazy("Reviewed on"), kind="date"),
        Column(key="review_by", label=gettext_lazy("To be reviewed by"), kind="date"),
        Column(key="source", label=gettext_lazy("Source")),
        Column(key="grade", label=gettext_lazy("Grade")),
    ),
    filters=(
        Filter(key="state", label=gettext_lazy("Review"), phrase=gettext_lazy("with: {choice}"), choices=STATES),
        Filter(key="grade", label=gettext_lazy("Grade"), phrase=gettext_lazy("of grade {choice}"), choices=GRADES),
    ),
    search=("title", "source"),
    empty=Empty(
        title=gettext_lazy("Nothing here"),
        text=gettext_lazy("No rule or letter of this desk fits what you look for."),
    ),
    per_page=100,
)
