"""Comments: written, answered, edited, deleted."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core import policy
from labx.core.actions import EditedMeanwhile, action
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.core.ids import new_id
from labx.core.notices.send import notify
from labx.people.models import Account
from labx.portfolio.collaboration import things
from labx.portfolio.collaboration.mentions import mentioned
from labx.portfolio.collaboration.models import Comment, CommentVersion
from labx.portfolio.models import Project


class NothingSaid(ValueError):
    """A comment without words, or about nothing that stands here."""


def members(project: Project) -> list[Account]:
    """Those who can be called in a project: its team."""
    found = Account.objects.filter(memberships__project=project, is_active=True)
    return list(found.distinct().order_by("name"))


@action
def write_comment(
    *, by: Actor, thing: Any, text: str, answers: Comment | None = None, id: UUID | None = None
) -> Comment:
    """Say something about a thing. The same id sent twice is one comment; an answer to an answer joins its thread."""
    policy.require(by, "collaboration.write", thing)
    project, kind = things.project_of(thing), things.kind_of(thing)
    if not text.strip():
        raise NothingSaid(_("Write something first: an empty comment says nothing."))
    if answers and (answers.project_id, answers.thing_id) != (project.id, thing.pk):
        raise NothingSaid(_("The comment you answer is not about this. Go back to its page and answer there."))
    thread = answers.answers or answers if answers else None
    comment, is_new = Comment.objects.get_or_create(
        pk=id or new_id(),
        defaults={
            "project": project,
            "kind": kind.name,
            "thing_id": thing.pk,
            "answers": thread,
            "author_id": by.account_id,
            "text": text.strip(),
        },
    )
    if not is_new:
        return same_again(by, comment, text)
    record_audit(
        by=by,
        action="collaboration.write_comment",
        target=comment,
        project=project.id,
        after={"about": kind.name, "thing": str(thing.pk)},
    )
    called = tell_mentioned(by, comment)
    if answers and answers.author_id not in {None, by.id, *called}:
        tell("collaboration.reply", by, comment, [answers.author_id], gettext_lazy("%(who)s answered your comment"))
    return comment


def same_again(by: Actor, comment: Comment, text: str) -> Comment:
    if comment.author_id != by.account_id or comment.text != text.strip():
        raise NothingSaid(_("This form was already sent with other words. Open the page again to write a new comment."))
    return comment


@action
def edit_comment(*, by: Actor, comment: Comment, text: str, edition: int) -> Comment:
    """What it said before stays to be read; people called anew are told."""
    policy.require(by, "collaboration.edit_comment", comment)
    policy.require(by, "collaboration.write", comment.project)
    if not text.strip():
        raise NothingSaid(_("Write something, or delete the comment."))
    current = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if current.edition != edition or current.is_deleted:
        raise EditedMeanwhile
    if current.text == text.strip():
        return current
    CommentVersion.objects.create(comment=current, edition=current.edition, text=current.text)
    current.text, current.edited_at, current.edition = text.strip(), timezone.now(), current.edition + 1
    current.save(update_fields=["text", "edited_at", "edition"])
    record_audit(
        by=by,
        action="collaboration.edit_comment",
        target=current,
        project=current.project_id,
        after={"edition": current.edition},
    )
    tell_mentioned(by, current)
    return current


@action
def delete_comment(*, by: Actor, comment: Comment, why: str = "") -> Comment:
    """The words go for good, earlier versions too; the place stays, so that answers keep theirs."""
    policy.require(by, "collaboration.delete_comment", comment)
    policy.require(by, "collaboration.read", comment.project)
    if comment.author_id != by.account_id and not why.strip():
        raise NothingSaid(_("Say why you delete what somebody else wrote: they will ask."))
    current = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if current.is_deleted:
        return current
    current.text, current.deleted_at = "", timezone.now()
    current.save(update_fields=["text", "deleted_at"])
    current.versions.all().delete()
    current.mentions.clear()
    record_audit(
        by=by, action="collaboration.delete_comment", target=current, project=current.project_id, why=why.strip()
    )
    return current


def tell_mentioned(by: Actor, comment: Comment) -> set[UUID]:
    """Tell those called who were not called before; each reader of a project once for a comment."""
    called = {person.pk for person in mentioned(comment.text, members(comment.project))} - {by.id}
    known = set(comment.mentions.values_list("pk", flat=True))
    comment.mentions.set(called)
    tell("collaboration.mention", by, comment, sorted(called - known), gettext_lazy("%(who)s wrote to you"))
    return called


def tell(kind: str, by: Actor, comment: Comment, to: list[UUID], title: Promise) -> None:
    """In the language of each who is told."""
    page = reverse("collaboration:conversation", args=[comment.project.slug, comment.kind, comment.thing_id])

    notify(
        kind,
        to=to,
        title=lambda: title % {"who": by.name or _("Someone")},
        text=lambda: _("In the project “%(project)s”.") % {"project": comment.project.title},
        url=f"{page}#c-{comment.pk}",
    )
