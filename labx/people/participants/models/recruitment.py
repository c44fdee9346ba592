"""Recruitment for one need: quotas, the draw that anyone can repeat, invitations, and margins to compare with."""

from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.people.participants.models.people import Participant


class Method(models.TextChoices):
    STRATIFIED = "stratified", _("Stratified lottery")
    QUOTAS = "quotas", _("Lottery with quotas")


class Recruitment(models.Model):
    """People sought for one need. `seed` stays secret until the draw; its hash is shown from the start.

    `pool` is the frozen list that was drawn from (pseudonyms and categories), `result` all that the draw gave.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=160)
    need = models.TextField(_("what people are needed for"))
    project_id = models.UUIDField(_("project"), null=True, blank=True)
    method = models.CharField(_("method"), max_length=12, choices=Method.choices, default=Method.STRATIFIED)
    places = models.PositiveIntegerField(_("places"))
    alternates = models.PositiveIntegerField(_("alternates"), default=0)
    strata = models.JSONField(_("balanced by"), default=list)
    quotas = models.JSONField(_("quotas"), default=list)
    narrowed_to = models.JSONField(_("open only to"), default=dict)
    reply_days = models.PositiveSmallIntegerField(_("days to answer"), default=7)
    seed = models.CharField(max_length=64, editable=False)
    seed_digest = models.CharField(_("SHA-256 of the seed"), max_length=64)
    pool = models.JSONField(_("list that was drawn from"), null=True, blank=True)
    pool_digest = models.CharField(_("SHA-256 of the list"), max_length=64, blank=True)
    result = models.JSONField(_("result of the draw"), null=True, blank=True)
    drawn_at = models.DateTimeField(_("drawn at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = models.CharField(_("created by"), max_length=80)
    edition = models.PositiveIntegerField(_("edition"), default=1)

    class Meta:
        verbose_name = _("recruitment")
        verbose_name_plural = _("recruitments")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title


class Reply(models.TextChoices):
    WAITING = "waiting", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    SILENT = "silent", _("No answer")
    LEFT = "left", _("Left the panel")


class Invitation(models.Model):
    """One person of the drawn list. Alternates wait, without `invited_at`, until a place becomes free."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recruitment = models.ForeignKey(Recruitment, on_delete=models.PROTECT, related_name="invitations")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="invitations")
    position = models.PositiveIntegerField(_("position in the list"))
    is_alternate = models.BooleanField(_("is an alternate"), default=False)
    replaces = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    invited_at = models.DateTimeField(_("invited at"), null=True, blank=True)
    answer_by = models.DateField(_("answer by"), null=True, blank=True)
    reply = models.CharField(_("answer"), max_length=10, choices=Reply.choices, default=Reply.WAITING)
    replied_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    took_part_at = models.DateTimeField(_("took part"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["recruitment", "participant"], name="one_invitation_a_person"),
            models.UniqueConstraint(fields=["recruitment", "position"], name="one_person_a_position"),
        ]
        indexes = [models.Index(fields=["participant", "-invited_at"], name="invitation_of_person")]

    def __str__(self) -> str:
        return f"{self.position}"

    @property
    def owner_id(self) -> UUID:
        """An invitation is answered by the person who was invited."""
        return self.participant_id

    @property
    def project_id(self) -> UUID | None:
        return self.recruitment.project_id


class MarginSet(models.Model):
    """Shares of a population by category, with where they come from: what the panel is compared with."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=160)
    population = models.CharField(_("population"), max_length=160)
    source = models.CharField(_("source"), max_length=300)
    as_of = models.DateField(_("date of the figures"))
    shares = models.JSONField(_("shares"))
    loaded_by = models.CharField(_("loaded by"), max_length=80)
    loaded_at = models.DateTimeField(_("loaded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("margins")
        verbose_name_plural = _("margins")
        ordering = ["-as_of", "name"]
        constraints = [models.UniqueConstraint(fields=["name", "as_of"], name="one_margin_set_a_date")]

    def __str__(self) -> str:
        return f"{self.name} ({self.as_of})"
