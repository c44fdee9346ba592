"""A file of events: columns by their names, every row judged, all problems told, nothing kept in memory but those."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core.tables.reader import preview, read, sniff
from labx.core.tables.schema import Batch, Column, Problem, ReadLimits, TableRefused
from labx.trials.services.models import Service
from labx.trials.services.rows import Row, faults

LIMITS = ReadLimits(size_bytes=500 * 1024**2, rows=2_000_000, columns=60, batch_rows=5_000)
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
class Findings:
    """What is wrong in a file, and how many of its rows can be taken."""

    good: int = 0
    problem_count: int = 0
    problems: list[Problem] = field(default_factory=list)

    def note(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.problem_count += 1
            if len(self.problems) < LISTED:
                self.problems.append(problem)


def read_events(path: Path, name: str, service: Service, found: Findings) -> Iterator[list[Row]]:
    """The rows that can be taken, some at a time; what is wrong with the others goes into `found`."""
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
    for batch in read(path, form, schema, limits=LIMITS):
        rows = judged(batch, headers, service, found)
        found.good += len(rows)
        yield rows


def headers_found(headers: Iterable[str]) -> dict[str, str]:
    known = {word: key for key, words in HEADERS.items() for word in words}
    return {known[header.strip().lower()]: header for header in headers if header.strip().lower() in known}


def judged(batch: Batch, headers: dict[str, str], service: Service, found: Findings) -> list[Row]:
    """The good rows of a batch; its problems are told in the order of its rows."""
    now, rows, wrong = timezone.now(), [], list(batch.problems)
    found.problem_count += batch.unlisted
    told = zip(batch.row_numbers.tolist(), batch.faulty.tolist(), batch.columns.to_pylist(), strict=True)
    for number, is_faulty, values in told:
        if is_faulty:
            continue
        row = Row(**{key: value for key, value in values.items() if value is not None})
        own = [
            Problem(number, headers.get(place, HEADERS[place][0]), str(getattr(row, place) or "")[:80], *words, "value")
            for place, *words in faults(row, service, now)
        ]
        wrong += own
        if not own:
            rows.append(row)
    found.note(sorted(wrong, key=lambda problem: problem.row))
    return rows
