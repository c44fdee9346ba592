"""Participants from a file: every row is judged first; with one fault nothing is written."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core.actors import Actor
from labx.core.files.removing import remove_file
from labx.core.files.uploads import KeptFile, keep, kept_path
from labx.core.tables.reader import read, sniff
from labx.core.tables.schema import Column, Problem, ReadLimits
from labx.people.consent.queries import open_text
from labx.people.participants.actions.bulk import Newcomer
from labx.people.participants.actions.imports import bring
from labx.people.participants.attributes import BALANCED, AgeBand, Preferred
from labx.people.participants.errors import PanelProblem
from labx.people.participants.models import Contact

FOLDER = settings.MEDIA_ROOT / "participants"
MOST_ROWS = 200_000
LISTED = 100
ATTRIBUTES = {
    "age_band": "idade",
    "district": "distrito",
    "education": "escolaridade",
    "digital_ease": "servicos_online",
}
COLUMNS = (
    Column("name", "nome", "text"),
    *(Column(key, header, "text") for key, header in ATTRIBUTES.items()),
    Column("preferred", "canal", "text"),
    Column("email", "email", "text", required=False),
    Column("phone", "telefone", "text", required=False),
    Column("address", "morada", "text", required=False),
    Column("proof", "prova", "text"),
)
HEADERS = [column.header for column in COLUMNS]
REACHED_BY = {Preferred.EMAIL: "email", Preferred.PHONE: "phone", Preferred.POST: "address"}
CURE = gettext_lazy("Write one of: %(choices)s.")


@dataclass
class Judged:
    """What a file holds: people who may join, and everything wrong with the others."""

    people: list[Newcomer] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    count: int = 0

    def add(self, problem: Problem) -> None:
        self.count += 1
        if len(self.problems) < LISTED:
            self.problems.append(problem)


def judge(path: Path, name: str) -> Judged:
    """Read the whole file. Raises TableRefused where it cannot be read at all."""
    judged = Judged()
    seen = set(Contact.objects.exclude(email="").values_list("email", flat=True))
    seen = {address.lower() for address in seen}
    for number, row, is_faulty in rows(path, name, judged):
        if is_faulty:
            continue
        faults = list(faults_of(row, seen))
        for column, value, message, cure in faults:
            judged.add(Problem(number, column, value[:80], message, cure, "value"))
        if not faults:
            judged.people.append(newcomer_of(row))
            seen.add((row["email"] or "").lower())
    return judged


def rows(path: Path, name: str, judged: Judged) -> Iterator[tuple[int, dict[str, Any], bool]]:
    for batch in read(path, sniff(path, name=name), COLUMNS, limits=ReadLimits(rows=MOST_ROWS)):
        for problem in batch.problems:
            judged.add(problem)
        judged.count += batch.unlisted
        numbers, faulty = batch.row_numbers.tolist(), batch.faulty.tolist()
        yield from zip(numbers, batch.columns.to_pylist(), faulty, strict=True)


def faults_of(row: dict[str, Any], seen: set[str]) -> Iterator[tuple[str, str, str, str]]:
    for key, header in ATTRIBUTES.items():
        choices = [choice for choice in BALANCED[key][1].choices if choice[0] != AgeBand.UNDER_18]
        if code_of(choices, row[key]) is None:
            yield header, row[key], _("This is none of the categories."), told(choices)
    channel = code_of(Preferred.choices, row["preferred"])
    if channel is None:
        yield "canal", row["preferred"], _("This is no channel."), told(Preferred.choices)
    elif not row[REACHED_BY[channel]]:
        header = next(column.header for column in COLUMNS if column.key == REACHED_BY[channel])
        yield header, "", _("The preferred channel has no address."), _("Fill it in, or choose another channel.")
    email = row["email"] or ""
    if email and not is_email(email):
        yield "email", email, _("This is no e-mail address."), _("Write it as nome@exemplo.pt, or leave it empty.")
    elif email.lower() in seen and email:
        yield (
            "email",
            email,
            _("Somebody with this address is in the panel, or earlier in the file."),
            _("Take one out."),
        )


def newcomer_of(row: dict[str, Any]) -> Newcomer:
    about = {key: code_of(BALANCED[key][1].choices, row[key]) for key in ATTRIBUTES}
    reached = {name: row[name] or "" for name in ("name", "email", "phone", "address")}
    return Newcomer(about, {**reached, "preferred": code_of(Preferred.choices, row["preferred"])}, row["proof"])


def code_of(choices: list[tuple[str, Any]], text: str) -> str | None:
    """The category, written as its code or as its words in the reader's language."""
    wanted = text.strip().casefold()
    return next((code for code, label in choices if wanted in {code.casefold(), str(label).casefold()}), None)


def told(choices: list[tuple[str, Any]]) -> str:
    return str(CURE) % {"choices": ", ".join(str(label) for _code, label in choices)}


def is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def bring_in(*, by: Actor, sha256: str, name: str, told: Callable[..., None]) -> dict[str, Any]:
    """Judge the kept file again, write everyone or nobody, then delete the file: it says who people are."""
    path = kept_path(FOLDER, sha256)
    if not path.exists():
        raise PanelProblem(_("The file is no longer here: it was imported, or put aside. Choose it again."))
    judged = judge(path, name)
    if judged.count:
        raise PanelProblem(_("The file has problems that it did not have before. Open it again to see them."))
    text = open_text("take_part", language="pt")
    if text is None:
        raise PanelProblem(_("No text for taking part is published. Publish one under “Consent texts” first."))
    told(message=_("Writing."), total=len(judged.people))
    with transaction.atomic():  # a job that was interrupted runs again: people without an address would come twice
        brought = bring(by=by, name=name, people=judged.people, texts=[text])
        remove_file(path)
    page = reverse("participants:import_record", args=[brought.pk])
    return {"people": brought.people, "url": page, "label": _("See what came, or undo it")}


def judge_upload(file: Any, *, limit_bytes: int) -> tuple[KeptFile, Judged]:
    """Keep the file and judge it; one that cannot come in is removed at once, for it says who people are."""
    kept = keep(file.chunks(), name=file.name, folder=FOLDER, limit_bytes=limit_bytes)
    judged = None
    try:
        judged = judge(kept.path, kept.name)
    finally:
        if judged is None or judged.count:
            remove_file(kept.path)
    return kept, judged
