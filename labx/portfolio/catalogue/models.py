"""What is told to everyone beside a project's page: running experiments, what was done otherwise, the case."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.portfolio.models import Project, Protocol


class Announcement(models.Model):
    """An experiment that is running: what people who may meet it have a right to know."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="announcement")
    what = models.TextField(_("what is being tried"))
    where = models.CharField(_("where"), max_length=200)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    contact = models.CharField(_("whom to ask"), max_length=200)
    opt_out = models.TextField(_("how to stay out of it"))
    announced_at = models.DateTimeField(_("announced at"), null=True, blank=True)
    edition = models.PositiveIntegerField(_("edition"), default=1)

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-since"]

    def __str__(self) -> str:
        return self.what

    @property
    def is_running(self) -> bool:
        return self.announced_at is not None and (self.until is None or self.until >= timezone.localdate())


class Deviation(models.Model):
    """Something done otherwise than the frozen protocol said. Never edited; a wrong line is withdrawn with a reason."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="deviations")
    planned = models.TextField(_("what was planned"))
    done = models.TextField(_("what was done"))
    why = models.TextField(_("why"))
    effect = models.TextField(_("what it may change in the result"))
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    recorded_by = models.CharField(_("recorded by"), max_length=80)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_why = models.TextField(_("why it was withdrawn"), blank=True)

    class Meta:
        verbose_name = _("deviation from the plan")
        verbose_name_plural = _("deviations from the plan")
        ordering = ["recorded_at"]

    def __str__(self) -> str:
        return self.done

    @property
    def project_id(self):
        return self.protocol.project_id


class Level(models.TextChoices):
    """Levels of government, as the observatory's form names them."""

    NATIONAL = "national", _("National or federal government")
    REGIONAL = "regional", _("Regional or state government")
    LOCAL = "local", _("Local government")
    OTHER = "other", _("Other")


class Case(models.Model):
    """What the observatory of public-sector innovation asks and a project's page does not say."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, primary_key=True, related_name="case")
    level = models.CharField(_("level of government"), max_length=20, choices=Level.choices, default=Level.NATIONAL)
    policy_area = models.CharField(_("policy area"), max_length=120)
    tags = models.CharField(_("innovation tags"), max_length=200, blank=True)
    novelty = models.TextField(_("what makes it new"))
    partners = models.TextField(_("collaborations and partnerships"))
    users = models.TextField(_("users, stakeholders and beneficiaries"))
    challenges = models.TextField(_("challenges and failures"))
    conditions = models.TextField(_("conditions for success"))
    replication = models.TextField(_("replication"))
    lessons = models.TextField(_("lessons learned"))
    edition = models.PositiveIntegerField(_("edition"), default=1)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")

    def __str__(self) -> str:
        return self.project.title
