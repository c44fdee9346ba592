"""Projects and who works in them."""

from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.core.actors import PROJECT_ROLES
from labx.core.ids import new_id


class Stage(models.TextChoices):
    """Finer stages of a project; `PHASES` groups them into the laboratory's three phases."""

    INTAKE = "intake", _("Intake")
    TRIAGE = "triage", _("Triage")
    RESEARCH = "research", _("Research")
    FRAMING = "framing", _("Framing")
    IDEATION = "ideation", _("Ideation")
    SELECTION = "selection", _("Selection")
    PROTOTYPE = "prototype", _("Prototype")
    TEST = "test", _("Test")
    PILOT = "pilot", _("Pilot")
    DECISION = "decision", _("Decision")
    SCALE = "scale", _("Scaling")
    ITERATE = "iterate", _("Another round")
    STOP = "stop", _("Stopped")
    HANDOVER = "handover", _("Handover")
    FOLLOW_UP = "follow_up", _("Follow-up")


PHASES = (
    (_("Before the project"), (Stage.INTAKE, Stage.TRIAGE)),
    (_("Investigate"), (Stage.RESEARCH, Stage.FRAMING)),
    (_("Co-create"), (Stage.IDEATION, Stage.SELECTION)),
    (_("Experiment"), (Stage.PROTOTYPE, Stage.TEST, Stage.PILOT)),
    (
        _("Decide and hand over"),
        (Stage.DECISION, Stage.SCALE, Stage.ITERATE, Stage.STOP, Stage.HANDOVER, Stage.FOLLOW_UP),
    ),
)
RUNNING = (*(stage for _title, stages in PHASES[1:4] for stage in stages), Stage.DECISION)


class Project(models.Model):
    """One doubt about a public service, carried to a decision. `published_at` lies ahead during an embargo."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=160)
    question = models.TextField(_("doubt"))
    beneficiaries = models.TextField(_("who it is for"), blank=True)
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices, default=Stage.RESEARCH)
    starts_on = models.DateField(_("begins on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    is_example = models.BooleanField(_("is an example"), default=False)
    provenance = models.TextField(_("where this record comes from"), blank=True)
    asked = models.TextField(_("what we asked"), blank=True)
    did = models.TextField(_("what we did"), blank=True)
    learned = models.TextField(_("what we learned"), blank=True)
    next_step = models.TextField(_("what comes next"), blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    edited_at = models.DateTimeField(_("edited at"), auto_now=True)
    edition = models.PositiveIntegerField(_("edition"), default=1)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def project_id(self) -> UUID:
        return self.id

    @property
    def is_published(self) -> bool:
        """Whether everyone may read its page now: the clock decides at each reading."""
        return self.published_at is not None and self.published_at <= timezone.now()

    @property
    def is_embargoed(self) -> bool:
        """Published for a moment to come; until then only its team reads the page."""
        return self.published_at is not None and not self.is_published

    @property
    def phase(self) -> str:
        return next(title for title, stages in PHASES if self.stage in stages)


class Membership(models.Model):
    """One person's role in one project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=list(PROJECT_ROLES.items()))

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["project", "account", "role"], name="one_membership_a_role")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role} {self.project_id}"
