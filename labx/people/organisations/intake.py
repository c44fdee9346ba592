"""From an uploaded table to organisations: every row checked, nothing guessed, all problems and twins told at once."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core.tables.formats import TableFormat
from labx.core.tables.reader import read
from labx.core.tables.schema import Batch, Column, Problem, ReadLimits, TableRefused
from labx.people.organisations.districts import DISTRICTS
from labx.people.organisations.models import Level, Organisation, Partner, PartnerKind, PublicEntity
from labx.people.organisations.names import key_of
from labx.people.organisations.nipc import BadNipc, checked
from labx.people.organisations.register import link_parents, twins
from labx.people.organisations.rows import Intake, Row

LISTED = 5_000
LIMITS = ReadLimits(rows=500_000, listed=LISTED)
LONGEST = {"name": 240, "acronym": 30, "phone": 40, "without_nipc": 200, "email": 254, "website": 200}

COLUMNS: dict[str, Any] = {
    "name": gettext_lazy("Name"),
    "nipc": gettext_lazy("NIPC"),
    "without_nipc": gettext_lazy("Why there is no NIPC"),
    "level": gettext_lazy("Level"),
    "kind": gettext_lazy("Kind"),
    "acronym": gettext_lazy("Acronym"),
    "district": gettext_lazy("District"),
    "parent": gettext_lazy("NIPC of the body it belongs to"),
    "email": gettext_lazy("General e-mail"),
    "phone": gettext_lazy("General telephone"),
    "website": gettext_lazy("Web page"),
}
OF_ENTITIES = ("name", "nipc", "level", "without_nipc", "acronym", "district", "parent", "email", "phone", "website")
OF_PARTNERS = ("name", "kind", "nipc", "acronym", "district", "email", "phone", "website")
NEEDED = {"entities": ("name", "nipc", "level"), "partners": ("name", "kind")}
# A column may be missing from a row without the row being wrong: the check says which lacks matter.
ALWAYS_FILLED = {"name", "level", "kind"}


def columns_of(kind: str) -> tuple[str, ...]:
    return OF_ENTITIES if kind == "entities" else OF_PARTNERS


def codes_of(choices: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Each code under itself and under its label, however they are spelt."""
    return {key_of(str(word)): code for code, label in choices for word in (code, label)}


def take_in(path: Path, form: TableFormat, kind: str, columns: dict[str, str], told: Callable[[int], None]) -> Intake:
    """Read and check the whole table. `columns` says which header holds what; `told(rows)` hears how far it is."""
    refuse_used_twice(columns)
    checker = Checker(kind, columns)
    schema = [Column(key, header, "text", required=key in ALWAYS_FILLED) for key, header in columns.items() if header]
    for batch in read(path, form, schema, limits=LIMITS):
        checker.add(batch)
        told(checker.intake.rows)
    return checker.finish()


def refuse_used_twice(columns: dict[str, str]) -> None:
    used = [header for header in columns.values() if header]
    if twice := sorted({header for header in used if used.count(header) > 1}):
        raise TableRefused(
            "column-used-twice",
            _("The column “%(column)s” was chosen for two things.") % {"column": twice[0]},
            _("Choose another column for one of them."),
        )


class Checker:
    """Judges rows, then what only the whole table and the register show."""

    def __init__(self, kind: str, columns: dict[str, str]) -> None:
        self.model: type[Organisation] = PublicEntity if kind == "entities" else Partner
        self.columns = columns
        self.intake = Intake()
        self.known_words = {
            "level": codes_of(Level.choices),
            "kind": codes_of(PartnerKind.choices),
            "district": codes_of(DISTRICTS),
        }

    def add(self, batch: Batch) -> None:
        intake = self.intake
        intake.rows += len(batch)
        intake.problems += batch.problems
        intake.problem_count += len(batch.problems) + batch.unlisted
        intake.faulty.update(batch.row_numbers[batch.faulty].tolist())
        for number, cells in zip(batch.row_numbers.tolist(), batch.columns.to_pylist(), strict=True):
            if number in intake.faulty:
                continue
            values = {key: self.value(number, key, text or "") for key, text in cells.items()}
            if number not in intake.faulty:
                self.keep(number, values)

    def value(self, number: int, key: str, text: str) -> str:
        """The cell as it will be stored; what is wrong with it is told."""
        try:
            if len(text) > LONGEST.get(key, len(text)):
                raise ValueError(_("The text is longer than %(most)s characters.") % {"most": LONGEST[key]})
            if not text:
                return ""
            if key in self.known_words:
                return self.code(key, text)
            if key in ("nipc", "parent"):
                return checked(text)
            return address(key, text)
        except BadNipc as error:
            self.tell(number, key, text, str(error), "")
        except ValidationError:
            self.tell(number, key, text, _("This is no address."), _("Correct it, or leave the cell empty."))
        except ValueError as error:
            self.tell(number, key, text, str(error), _("Correct it in the file."))
        return ""

    def code(self, key: str, text: str) -> str:
        known = self.known_words[key]
        code = known.get(text)
        if code is None and (code := known.get(key_of(text))):
            known[text] = code  # the same few spellings come thousands of times
        if code is None:
            choices = {"level": Level.choices, "kind": PartnerKind.choices, "district": DISTRICTS}[key]
            names = ", ".join(str(label) for _code, label in choices)
            raise ValueError(_("This is none of: %(names)s.") % {"names": names})
        return code

    def tell(self, number: int, key: str, text: str, message: str, cure: str) -> None:
        self.intake.faulty.add(number)
        self.intake.problem_count += 1
        header = self.columns.get(key, "")
        if len(self.intake.problems) < LISTED:
            self.intake.problems.append(Problem(number, header, text[:80], message, cure, f"bad-{key}"))

    def keep(self, number: int, values: dict[str, str]) -> None:
        parent = values.pop("parent", "")
        lacks_reason = self.model is PublicEntity and not values.get("nipc") and not values.get("without_nipc")
        if lacks_reason:
            cure = _("Write the number, or why there is none in a column of its own.")
            self.tell(number, "nipc", "", _("There is no NIPC."), cure)
            return
        if values.get("nipc"):
            values.pop("without_nipc", None)
        one = self.model(**{**values, "nipc": values.get("nipc") or None})
        one.name_key = key_of(one.name)
        self.intake.good.append(Row(number, one, parent))

    def finish(self) -> Intake:
        for row, message, cure in link_parents(self.intake.good):
            self.tell(row.number, "parent", row.parent, message, cure)
        self.intake.good = [row for row in self.intake.good if row.number not in self.intake.faulty]
        self.intake.twins = twins(self.model, self.intake.good)
        self.intake.problems.sort(key=lambda problem: problem.row)
        return self.intake


def address(key: str, text: str) -> str:
    """The text; of an e-mail or a web page only what can be one."""
    if key == "email":
        validate_email(text)
    if key == "website":
        text = text if "://" in text else f"https://{text}"
        URLValidator(schemes=["http", "https"])(text)
    return text
