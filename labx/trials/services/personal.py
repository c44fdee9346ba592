"""How long files of events stay as they came. Nobody is found in them by name: they hold numbers of transactions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.files.removing import remove_file
from labx.core.jobs.models import Job, State
from labx.core.personal import Person, PersonalData, Retention
from labx.trials.services.models import KEPT_DAYS, EventFile


def none_of(_person: Person) -> Iterator[dict[str, Any]]:
    yield from ()


def erase_none(_person: Person, _by: Actor) -> int:
    return 0


def kept_long_enough(before: datetime) -> QuerySet:
    """Handed in before, still kept, and nothing works on them."""
    moving = Job.objects.filter(state__in=[State.WAITING, State.RUNNING]).values("pk")
    return EventFile.objects.filter(brought_at__lt=before, removed_at=None).exclude(job__in=moving)


def remove_originals(rows: QuerySet, by: Actor) -> int:
    """The files themselves go; what was read from them, their names and hashes stay. A file that was handed in again
    later stays until that one is due."""
    files = list(rows.select_for_update(of=("self",)).select_related("service"))
    EventFile.objects.filter(pk__in=[file.pk for file in files]).update(removed_at=timezone.now())
    for file in files:
        record(by=by, action="services.remove_original", target=file, project=file.project_id)
        if not EventFile.objects.filter(sha256=file.sha256, removed_at=None).exists():
            remove_file(file.path)
    return len(files)


DATA = (
    PersonalData(
        "services.files",
        _("Files of events, as they were handed in"),
        none_of,
        erase_none,
        purpose=_("Find faults in what was counted of a service, and bring it in again"),
        basis="public_task",
        stays=_("What was counted, under scrambled numbers that lead to nobody; the file's name and its hash."),
        retention=Retention(
            KEPT_DAYS,
            _("A file of events is kept as it came for 90 days, to find faults; what was counted from it stays."),
            kept_long_enough,
            remove_originals,
        ),
    ),
)
