"""Files as they were handed in: kept under their own hash for so many days; what was read from them stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.files.removing import remove_file
from labx.core.files.uploads import kept_path
from labx.core.jobs.models import Job, State
from labx.core.personal import Person, PersonalData, Retention


class Original(models.Model):
    """A file that somebody handed in, kept in its kind's `folder`. Problems found in it tell values of its rows."""

    folder: ClassVar[str]

    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    problems = models.JSONField(_("problems found"), default=list)
    job = models.UUIDField(_("job"), null=True)
    removed_at = models.DateTimeField(_("original removed at"), null=True)

    class Meta:
        abstract = True

    @classmethod
    def kept_in(cls) -> Path:
        return Path(settings.MEDIA_ROOT) / cls.folder

    @property
    def path(self) -> Path:
        """The original file, kept under its own hash, unchanged."""
        return kept_path(self.kept_in(), self.sha256)

    @property
    def has_original(self) -> bool:
        """Files that were read before originals were kept have none, nor those kept long enough."""
        return self.removed_at is None and self.path.exists()


def personal_data(
    kind: str,
    title: Any,
    *,
    purpose: Any,
    stays: Any,
    days: int,
    why: Any,
    due: Callable[[datetime], QuerySet],
    action: str,
) -> PersonalData:
    """Files in which nobody is found by name: they go when their time is over, and by `action` the history tells it."""
    return PersonalData(
        kind,
        title,
        none_of,
        erase_none,
        purpose=purpose,
        basis="public_task",
        stays=stays,
        retention=Retention(days, why, lambda before: at_rest(due(before)), partial(remove, action=action)),
    )


def none_of(_person: Person) -> Iterator[dict[str, Any]]:
    yield from ()


def erase_none(_person: Person, _by: Actor) -> int:
    return 0


def at_rest(rows: QuerySet) -> QuerySet:
    """Those whose file is still kept, and on which nothing works."""
    moving = Job.objects.filter(state__in=[State.WAITING, State.RUNNING]).values("pk")
    return rows.filter(removed_at=None).exclude(job__in=moving)


def remove(rows: QuerySet, by: Actor, *, action: str) -> int:
    """The files themselves go, and the values that were told of their rows; names and hashes stay. A file that was
    handed in again later stays until that one is due."""
    files = list(rows.select_for_update(of=("self",)))
    for file in files:
        file.removed_at = timezone.now()
        file.problems = [{**problem, "value": ""} for problem in file.problems]
        file.save(update_fields=["removed_at", "problems"])
        record(by=by, action=action, target=file, project=file.project_id)
    for file in files:
        if not type(file)._default_manager.filter(sha256=file.sha256, removed_at=None).exists():
            remove_file(file.path)
    return len(files)
