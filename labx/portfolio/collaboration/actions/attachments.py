"""Files: added after they were checked, removed with a reason."""

import tempfile
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path, PurePath
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action, alone
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.core.files.uploads import keep
from labx.core.ids import new_id
from labx.core.notices.send import notify
from labx.portfolio.collaboration import things
from labx.portfolio.collaboration.content import FileRefused, Judged, judge
from labx.portfolio.collaboration.models import Attachment
from labx.portfolio.collaboration.scan import scan
from labx.portfolio.models import Membership

LIMIT_BYTES = 25 * 1024**2


class NoReason(ValueError):
    """A file was to be removed without saying why."""


@action
def attach_file(
    *, by: Actor, thing: Any, pieces: Iterable[bytes], name: str, description: str, id: UUID | None = None
) -> Attachment:
    """Keep a file that is what it says, that no scanner refuses and that tells nothing its sender did not mean to."""
    policy.require(by, "collaboration.attach", thing)
    project, kind = things.project_of(thing), things.kind_of(thing)
    name = PurePath(name.replace("\\", "/")).name[-255:]
    content, judged = checked(pieces, name)
    alone(f"collaboration.file {sha256(content).hexdigest()}")
    kept = keep([content], name=name, folder=Attachment.kept_in())
    values = {
        "project": project,
        "kind": kind.name,
        "thing_id": thing.pk,
        "original_name": name,
        "description": description,
        "content_type": judged.content_type,
        "sha256": kept.sha256,
        "size_bytes": kept.size_bytes,
        "is_redrawn": judged.redrawn is not None,
        "added_by_id": by.account_id,
    }
    attachment, is_new = Attachment.objects.get_or_create(pk=id or new_id(), defaults=values)
    if not is_new and (attachment.sha256, attachment.project_id) != (kept.sha256, project.id):
        raise FileRefused(_("This form was already sent with another file. Open the page again to add this one."))
    if is_new:
        record_audit(
            by=by,
            action="collaboration.attach_file",
            target=attachment,
            project=project.id,
            after={"about": kind.name, "thing": str(thing.pk), "sha256": kept.sha256, "bytes": kept.size_bytes},
        )
        tell_leads(by, attachment)
    return attachment


def checked(pieces: Iterable[bytes], name: str) -> tuple[bytes, Judged]:
    """Scanned and judged in a folder of its own; gives what may be kept among the others."""
    folder = Attachment.kept_in()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="incoming-") as place:
        incoming = keep(pieces, name=name, folder=Path(place), limit_bytes=LIMIT_BYTES)
        scan(incoming.path, name)
        judged = judge(incoming.path, name)
        return judged.redrawn if judged.redrawn is not None else incoming.path.read_bytes(), judged


def tell_leads(by: Actor, attachment: Attachment) -> None:
    leads = Membership.objects.filter(project=attachment.project, role="lead", account__is_active=True)
    to = set(leads.values_list("account_id", flat=True)) - {by.id}
    notify(
        "collaboration.file",
        to=sorted(to),
        title=attachment.description,
        text=lambda: _("In the project “%(project)s”.") % {"project": attachment.project.title},
        url=reverse("collaboration:files", args=[attachment.project.slug]),
    )


@action
def remove_file(*, by: Actor, attachment: Attachment, why: str) -> Attachment:
    """The content goes, unless another line names the same; that it was here, and why it went, stays."""
    policy.require(by, "collaboration.remove_file", attachment)
    policy.require(by, "collaboration.read", attachment.project)
    if not why.strip():
        raise NoReason(_("Say why the file is removed: those who worked with it will look for it."))
    current = Attachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
    if current.is_removed:
        return current
    current.removed_at, current.removed_why = timezone.now(), why.strip()
    current.save(update_fields=["removed_at", "removed_why"])
    record_audit(by=by, action="collaboration.remove_file", target=current, project=current.project_id, why=why.strip())
    transaction.on_commit(lambda: drop_unused(current))
    return current


@transaction.atomic
def drop_unused(attachment: Attachment) -> None:
    """Nobody can add the same content meanwhile: adding waits for the same lock."""
    alone(f"collaboration.file {attachment.sha256}")
    if not Attachment.objects.filter(sha256=attachment.sha256, removed_at=None).exists():
        attachment.path.unlink(missing_ok=True)
