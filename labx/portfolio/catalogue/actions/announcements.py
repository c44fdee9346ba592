"""Announcing a running experiment, and taking the announcement down."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import EditedMeanwhile, action, alone
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.portfolio.catalogue.models import Announcement
from labx.portfolio.models import Project

WORDS = ("what", "where", "since", "until", "contact", "opt_out")


class NotReady(ValueError):
    """Something must be there first; the message says what."""


@action
def write_announcement(*, by: Actor, project: Project, edition: int, **words: str | date | None) -> Announcement:
    """Write or change it; `edition` is the one that was opened, 0 where there was none. Telling it is another step."""
    policy.require(by, "catalogue.announce", project)
    alone(f"catalogue.announcement {project.id}")
    current = Announcement.objects.filter(project=project).first()
    if (current.edition if current else 0) != edition:
        raise EditedMeanwhile
    if words.get("until") and words["until"] < words["since"]:
        raise NotReady(_("The last day comes before the first one. Correct one of them."))
    before = snapshot(current) if current else None
    current = current or Announcement(project=project, edition=0)
    for name in WORDS:
        setattr(current, name, words.get(name))
    current.edition += 1
    current.save()
    record_audit(
        by=by,
        action="catalogue.write_announcement",
        target=current,
        project=project.id,
        before=before,
        after=snapshot(current),
    )
    return current


@action
def announce(*, by: Actor, project: Project) -> Announcement:
    """From now on anyone reads it in the register."""
    policy.require(by, "catalogue.announce", project)
    current = Announcement.objects.select_for_update().filter(project=project).first()
    if current is None:
        raise NotReady(_("Write the announcement first: what, where, since when, whom to ask, how to stay out."))
    if current.announced_at is None:
        current.announced_at = timezone.now()
        current.save(update_fields=["announced_at"])
        record_audit(by=by, action="catalogue.announce", target=current, project=project.id)
    return current


@action
def end_announcement(*, by: Actor, project: Project, why: str) -> Announcement:
    policy.require(by, "catalogue.announce", project)
    if not why.strip():
        raise NotReady(_("Say why the announcement comes down: people who read it may ask."))
    current = Announcement.objects.select_for_update().get(project=project)
    if current.announced_at is not None:
        current.announced_at = None
        current.save(update_fields=["announced_at"])
        record_audit(by=by, action="catalogue.end_announcement", target=current, project=project.id, why=why)
    return current


def snapshot(announcement: Announcement) -> dict[str, object]:
    return {name: getattr(announcement, name) for name in WORDS}
