"""Comments on the things of a project, and what they said before they were edited."""

from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.portfolio.models import Project


class Comment(models.Model):
    """Something said about a thing. Deleted, its text is gone for good; that it stood here stays, for its replies."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="comments")
    kind = models.CharField(_("kind of thing"), max_length=40)
    thing_id = models.UUIDField(_("thing"))
    answers = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="comments")
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="mentioned_in", blank=True)
    text = models.TextField(_("comment"))
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True)
    edition = models.PositiveIntegerField(_("edition"), default=1)
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["written_at"]
        indexes = [models.Index(fields=["project", "kind", "thing_id"], name="comments_of_thing")]

    def __str__(self) -> str:
        return self.text

    @property
    def owner_id(self) -> UUID | None:
        return self.author_id

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None


class CommentVersion(models.Model):
    """What a comment said before an edit."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="versions")
    edition = models.PositiveIntegerField(_("edition"))
    text = models.TextField(_("comment"))
    replaced_at = models.DateTimeField(_("replaced at"), auto_now_add=True)

    class Meta:
        verbose_name = _("earlier version of a comment")
        verbose_name_plural = _("earlier versions of comments")
        ordering = ["edition"]
        constraints = [models.UniqueConstraint(fields=["comment", "edition"], name="one_version_an_edition")]

    def __str__(self) -> str:
        return self.text
