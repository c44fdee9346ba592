"""Versions of prototypes, sessions in which people tried them, and what was learned."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.portfolio.learning.models.ideas import Idea
from labx.portfolio.models import Project


class Prototype(models.Model):
    """One version of something people can try."""

    class Fidelity(models.TextChoices):
        PAPER = "paper", _("Paper")
        CLICK = "click", _("Clickable")
        REHEARSAL = "rehearsal", _("Rehearsal of the service")
        LIVE = "live", _("Live")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="prototypes")
    name = models.CharField(_("name"), max_length=120)
    version = models.PositiveIntegerField(_("version"), default=1)
    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, null=True, blank=True, related_name="prototypes")
    fidelity = models.CharField(_("how close to the real thing"), max_length=20, choices=Fidelity.choices)
    url = models.URLField(_("where it can be seen"), blank=True)
    changed = models.TextField(_("what changed"), blank=True)
    previous = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="next")
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    edition = models.PositiveIntegerField(_("edition"), default=1)

    class Meta:
        verbose_name = _("prototype")
        verbose_name_plural = _("prototypes")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"


class Task(models.Model):
    """What people were asked to do with one version."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prototype = models.ForeignKey(Prototype, on_delete=models.PROTECT, related_name="tasks")
    text = models.CharField(_("task"), max_length=300)
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["written_at"]

    def __str__(self) -> str:
        return self.text


class Session(models.Model):
    """One person trying one version. The code stands for the person; who that is is written nowhere here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prototype = models.ForeignKey(Prototype, on_delete=models.PROTECT, related_name="sessions")
    participant_code = models.CharField(_("code of the participant"), max_length=40)
    subject = models.UUIDField(_("subject in the event log"))
    held_on = models.DateField(_("day of the session"))
    note = models.TextField(_("what was noticed"), blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    recorded_by = models.CharField(_("recorded by"), max_length=80)
    event = models.UUIDField(_("event"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_why = models.TextField(_("why it was withdrawn"), blank=True)

    class Meta:
        verbose_name = _("test session")
        verbose_name_plural = _("test sessions")
        ordering = ["held_on", "recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["prototype", "participant_code"],
                condition=models.Q(withdrawn_at=None),
                name="one_session_a_code",
            )
        ]

    def __str__(self) -> str:
        return self.participant_code

    @property
    def project_id(self):
        return self.prototype.project_id

    @property
    def told(self) -> str:
        """How the person fared, task by task, in words."""
        return "; ".join(f"{result.task}: {result.get_success_display()}" for result in self.results.all())


class TaskResult(models.Model):
    """How one person fared with one task."""

    class Success(models.TextChoices):
        YES = "yes", _("Did it alone")
        PARTLY = "partly", _("Did it in part, or with help")
        NO = "no", _("Did not do it")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="results")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="results")
    success = models.CharField(_("success"), max_length=10, choices=Success.choices)
    seconds = models.PositiveIntegerField(_("seconds"), null=True)
    errors = models.PositiveIntegerField(_("errors"), null=True)
    quote = models.TextField(_("in their words"), blank=True)

    class Meta:
        verbose_name = _("result of a task")
        verbose_name_plural = _("results of tasks")
        constraints = [models.UniqueConstraint(fields=["session", "task"], name="one_result_a_task")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.success}"


class TestFinding(models.Model):
    """What the sessions of one version showed, and what it means for the next: keep, change or drop."""

    __test__ = False  # not a class of tests

    class Verdict(models.TextChoices):
        KEEP = "keep", _("Keep as it is")
        CHANGE = "change", _("Change")
        DROP = "drop", _("Drop")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prototype = models.ForeignKey(Prototype, on_delete=models.PROTECT, related_name="findings")
    statement = models.TextField(_("what the test showed"))
    verdict = models.CharField(_("what to do with it"), max_length=10, choices=Verdict.choices)
    reason = models.TextField(_("why"), blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    recorded_by = models.CharField(_("recorded by"), max_length=80)

    class Meta:
        verbose_name = _("finding of a test")
        verbose_name_plural = _("findings of tests")
        ordering = ["recorded_at"]

    def __str__(self) -> str:
        return self.statement
