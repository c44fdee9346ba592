"""What part of the log a number is asked for, and how an address says it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from labx.portfolio.days import midnight
from labx.portfolio.models import Project


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """Nothing said is everything. `since` and `until` are whole months, given by their first day."""

    since: dt.date | None = None
    until: dt.date | None = None
    project: Project | None = None
    stage: str = ""
    district: str = ""
    level: str = ""

    @property
    def is_whole(self) -> bool:
        return not any(vars(self).values())

    @property
    def begins(self) -> dt.datetime | None:
        return midnight(self.since) if self.since else None

    @property
    def ends(self) -> dt.datetime | None:
        """The first moment that no longer counts."""
        return midnight(next_month(self.until)) if self.until else None

    @property
    def of_projects(self) -> dict[str, Any]:
        """Those parts that choose projects."""
        parts = {"pk": self.project and self.project.pk, "stage": self.stage}
        places = {"district": self.district, "level": self.level}
        found = {f"entities__entity__{name}": value for name, value in places.items()}
        return {name: value for name, value in {**parts, **found}.items() if value}

    def project_ids(self) -> frozenset[UUID] | None:
        """The projects it leaves, or nothing where it asks for none in particular."""
        chosen = self.of_projects
        return frozenset(Project.objects.filter(**chosen).values_list("pk", flat=True)) if chosen else None

    def widened(self) -> list["Narrowing"]:
        """The same without one of its parts, for each: who reads these can subtract."""
        return [Narrowing(**{**vars(self), name: empty}) for name, empty in EMPTY.items() if getattr(self, name)]

    def as_data(self) -> dict[str, str | None]:
        """What a job can be given; `from_data` reads it back."""
        return {
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "project": self.project and str(self.project.pk),
            "stage": self.stage,
            "district": self.district,
            "level": self.level,
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Narrowing":
        months = {name: data[name] and dt.date.fromisoformat(data[name]) for name in ("since", "until")}
        project = data["project"] and Project.objects.get(pk=data["project"])
        return cls(**{**data, **months, "project": project})

    @property
    def address(self) -> str:
        written = {
            "desde": self.since and f"{self.since:%Y-%m}",
            "ate": self.until and f"{self.until:%Y-%m}",
            "projeto": self.project and self.project.slug,
            "etapa": self.stage,
            "distrito": self.district,
            "nivel": self.level,
        }
        return urlencode({name: value for name, value in written.items() if value})


EMPTY: dict[str, Any] = {"since": None, "until": None, "project": None, "stage": "", "district": "", "level": ""}


def next_month(day: dt.date) -> dt.date:
    return dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)
