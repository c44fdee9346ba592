"""From a kept file to events: the one way, for the page's job and the demonstration."""

from collections.abc import Iterator
from itertools import chain
from uuid import UUID

import narwhals as nw
from django.utils.translation import gettext as _

from labx.core.actors import Actor
from labx.core.events.reader import one_snapshot
from labx.core.jobs.progress import Told, silent
from labx.core.tables.schema import Problem, TableRefused
from labx.trials.services.actions import bringing
from labx.trials.services.events import TITLES
from labx.trials.services.intake import Findings, read_events
from labx.trials.services.models import EventFile
from labx.trials.services.rows import Row

AT_ONCE = 10_000
State = EventFile.State


def bring_in(
    *, by: Actor, file: EventFile, is_check: bool = False, leave_out_faulty: bool = False, told: Told = silent
) -> EventFile:
    """Judge the whole file; then publish every good row, or nothing, and say why."""
    if file.state == State.IN:
        return file
    found = Findings()
    try:
        for _rows in read_events(file.path, file.name, file.service, found):
            told(done=found.good, message=_("Reading the file."))
    except TableRefused as error:
        found.note([Problem(0, "", "", error.message, error.cure, error.code)])
        found.good = 0
    if is_check or not may_bring(found, leave_out_faulty):
        state = State.CHECKED if is_check else State.REFUSED
        bringing.note_findings(
            by=by, file=file, state=state, rows=found.good, problems=found.problems, count=found.problem_count
        )
        return file
    rows = heard(file, found.good, told)
    return bringing.bring_events(by=by, file=file, rows=rows, problems=found.problems, count=found.problem_count)


def may_bring(found: Findings, leave_out_faulty: bool) -> bool:
    return found.good > 0 and (found.problem_count == 0 or leave_out_faulty)


def heard(file: EventFile, total: int, told: Told) -> Iterator[Row]:
    """The good rows once more, from the file: so many need not be held in memory."""
    done = Findings()
    for rows in read_events(file.path, file.name, file.service, done):
        told(done=done.good, total=total, message=_("Writing to the event log."))
        yield from rows


def take_back(*, by: Actor, file: EventFile, told: Told = silent) -> EventFile:
    return bringing.undo_events(by=by, file=file, published=published(file, told))


def published(file: EventFile, told: Told) -> Iterator[tuple[str, UUID, UUID]]:
    """Name, id and transaction of every event of a file that still counts."""
    with one_snapshot(*TITLES) as log:
        found = {
            name: log.events(name).filter(nw.col("file") == nw.lit(file.id)).select("id", "subject").collect("pyarrow")
            for name in TITLES
        }
    batches = chain.from_iterable(
        ((name, some) for some in frame.to_native().to_batches(max_chunksize=AT_ONCE)) for name, frame in found.items()
    )
    done = 0
    for name, some in batches:
        told(done=done, total=file.rows, message=_("Taking the events back."))
        done += len(some)
        for row in some.to_pylist():
            yield name, UUID(str(row["id"])), UUID(str(row["subject"]))
