"""A file of events: columns by their names, every row judged, all problems told, nothing written before."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core.tables.reader import preview, read, sniff
from labx.core.tables.schema import Batch, Column, Problem, ReadLimits, TableRefused
from labx.trials.services.models import Service
from labx.trials.services.rows import Row, faults

LIMITS = ReadLimits(size_bytes=20 * 1024**2, rows=100_000, columns=60)
HEADERS = {
    "transaction": ("transacao", "transaction"),
    "event": ("acontecimento", "event"),
    "time": ("momento", "time"),
    "device": ("aparelho", "device"),
    "channel": ("canal", "channel"),
    "group": ("grupo", "group"),
    "step": ("passo", "step"),
    "value": ("valor", "value"),
}
NEEDED = ("event", "time")
LISTED = 100


@dataclass
class Read:
    """What came out of a file: rows that can be taken, and what is wrong with the others."""

    rows: list[Row]
    problems: list[Problem]
    problem_count: int
    sha256: str


def read_events(path: Path, name: str, service: Service) -> Read:
    form = sniff(path, name=name)
    headers = headers_found(preview(path, form, rows=1).headers)
    for needed in NEEDED:
        if needed not in headers:
            raise TableRefused(
                "missing-column",
                _("There is no column “{column}”.").format(column=HEADERS[needed][0]),
                _("The columns are: %(columns)s.") % {"columns": ", ".join(words[0] for words in HEADERS.values())},
            )
    schema = [
        Column(key, header, "number" if key == "value" else "text", required=key in NEEDED)
        for key, header in headers.items()
    ]
    found = Read([], [], 0, digest(path))
    for batch in read(path, form, schema, limits=LIMITS):
        judge(batch, headers, service, found)
    found.problems.sort(key=lambda problem: problem.row)
    return found


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def headers_found(headers: Iterable[str]) -> dict[str, str]:
    known = {word: key for key, words in HEADERS.items() for word in words}
    return {known[header.strip().lower()]: header for header in headers if header.strip().lower() in known}


def judge(batch: Batch, headers: dict[str, str], service: Service, found: Read) -> None:
    now = timezone.now()
    found.problem_count += len(batch.problems) + batch.unlisted
    found.problems += batch.problems[: LISTED - len(found.problems)]
    told = zip(batch.row_numbers.tolist(), batch.faulty.tolist(), batch.columns.to_pylist(), strict=True)
    for number, is_faulty, values in told:
        if is_faulty:
            continue
        row = Row(**{key: value for key, value in values.items() if value is not None})
        wrong = [
            Problem(number, headers.get(place, HEADERS[place][0]), str(getattr(row, place) or "")[:80], *words, "value")
            for place, *words in faults(row, service, now)
        ]
        found.problem_count += len(wrong)
        found.problems += wrong[: max(0, LISTED - len(found.problems))]
        if not wrong:
            found.rows.append(row)
