"""Everything kept of a person: to read (a page, a PDF) and for machines (a zip of JSON files)."""

import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core.documents.pdf import pdf
from labx.core.files.archive import zip_bytes
from labx.core.pages import formats
from labx.core.personal import Person, PersonalData, personal_data

LONGEST_TEXT = 2_000


@dataclass(frozen=True)
class Section:
    """One kind of data: its rows as they are kept, and their labels for a reader."""

    data: PersonalData
    rows: list[dict[str, Any]]

    @property
    def title(self) -> str:
        return str(self.data.title)

    def readable(self) -> list[list[tuple[str, str]]]:
        labels = labels_of(self.data)
        return [[(labels(name), written(value)) for name, value in row.items()] for row in self.rows]


@dataclass(frozen=True)
class Copy:
    sections: list[Section]

    def as_zip(self) -> bytes:
        """One JSON file a kind, and the PDF; field names are those of the database, stable between versions."""
        files = {f"{section.data.kind}.json": as_json(section.rows) for section in self.sections}
        return zip_bytes({**files, "dados.pdf": self.as_pdf()})

    def as_pdf(self) -> bytes:
        sections = [{"title": section.title, "rows": section.readable()} for section in self.sections]
        return pdf("rights/copy.typ", title=_("What the laboratory keeps about you"), sections=sections)


def copy_of(person: Person) -> Copy:
    found = [Section(data, list(data.of(person))) for data in personal_data()]
    return Copy([section for section in found if section.rows])


def counts_of(person: Person) -> list[tuple[PersonalData, int]]:
    """How much there is of each kind, without reading it out."""
    return [(data, count) for data in personal_data() if (count := sum(1 for _row in data.of(person)))]


def labels_of(data: PersonalData) -> Any:
    """Names of columns as the tables say them, else the plain name."""
    models = [rows.model for rows in data.rows(Person())]

    def label(name: str) -> str:
        for model in models:
            try:
                return str(getattr(model._meta.get_field(name), "verbose_name", name))
            except FieldDoesNotExist:
                continue
        return name.replace("__", " ").replace("_", " ")

    return label


def written(value: Any) -> str:
    if value is None or value == "" or value == []:
        return formats.NOTHING
    if hasattr(value, "hour"):
        return formats.day(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if hasattr(value, "isoformat"):
        return formats.day(value, "SHORT_DATE_FORMAT")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)
    return text[:LONGEST_TEXT]


def as_json(rows: list[dict[str, Any]]) -> bytes:
    return json.dumps(rows, ensure_ascii=False, indent=1, cls=Writable).encode()


class Writable(DjangoJSONEncoder):
    def default(self, value: Any) -> Any:
        return bytes(value).hex() if isinstance(value, bytes | memoryview) else super().default(value)
