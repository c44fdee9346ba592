"""Dated notes that something changed: written, changed, taken away."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action, in_edition, rewrite
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.trials.services.models import Release, Service


class NotYet(ValueError):
    """The day of a release has not come."""


@action
def note_release(*, by: Actor, service: Service, on: dt.date, text: str) -> Release:
    policy.require(by, "services.edit", service)
    check(on)
    release = Release.objects.create(service=service, on=on, text=text)
    record(by=by, action="services.note_release", target=release, project=service.project_id, after=snapshot(release))
    return release


@action
def edit_release(*, by: Actor, release: Release, edition: int, on: dt.date, text: str) -> Release:
    """`edition` is the one the writer had opened."""
    policy.require(by, "services.edit", release)
    check(on)
    current = in_edition(release, edition)
    before = snapshot(current)
    rewrite(current, ("on", "text"), {"on": on, "text": text})
    current.save()
    record(
        by=by,
        action="services.edit_release",
        target=current,
        project=release.project_id,
        before=before,
        after=snapshot(current),
    )
    return current


@action
def remove_release(*, by: Actor, release: Release) -> None:
    """The audit trail keeps what it said."""
    policy.require(by, "services.edit", release)
    record(
        by=by, action="services.remove_release", target=release, project=release.project_id, before=snapshot(release)
    )
    release.delete()


def check(on: dt.date) -> None:
    if on > timezone.localdate():
        raise NotYet(_("A release cannot be noted before its day. Write a day up to today."))


def snapshot(release: Release) -> dict[str, Any]:
    return {"on": release.on, "text": release.text}
