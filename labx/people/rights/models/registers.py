"""What the law asks a laboratory to write down: its processing activities and its impact assessments."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.people.models import new_code


class Basis(models.TextChoices):
    PUBLIC_TASK = "public_task", _("Public task (article 6(1)(e) GDPR)")
    LEGAL_OBLIGATION = "legal_obligation", _("Legal obligation (article 6(1)(c) GDPR)")
    CONSENT = "consent", _("Consent (article 6(1)(a) GDPR)")
    CONTRACT = "contract", _("Contract (article 6(1)(b) GDPR)")
    VITAL = "vital", _("Vital interests (article 6(1)(d) GDPR)")


class ProcessingActivity(models.Model):
    """One line of the register of article 30. `room` says what drew a line up; people then own its words."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("code"), max_length=8, unique=True, default=new_code, editable=False)
    title = models.CharField(_("activity"), max_length=160)
    purpose = models.TextField(_("purposes"))
    basis = models.CharField(_("lawful basis"), max_length=20, choices=Basis.choices)
    subjects = models.TextField(_("whose data"))
    categories = models.TextField(_("categories of data"))
    recipients = models.TextField(_("recipients"), blank=True)
    transfers = models.TextField(_("transfers outside the European Union"), blank=True)
    kept_for = models.TextField(_("kept for how long"))
    measures = models.TextField(_("security measures"), blank=True)
    room = models.CharField(_("drawn up from"), max_length=40, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    edited_at = models.DateTimeField(_("edited at"), auto_now=True)
    edition = models.PositiveIntegerField(_("edition"), default=1)

    class Meta:
        verbose_name = _("processing activity")
        verbose_name_plural = _("processing activities")
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(fields=["room"], condition=~models.Q(room=""), name="one_activity_a_room")
        ]

    def __str__(self) -> str:
        return self.title


class Trigger(models.TextChoices):
    """What makes an impact assessment necessary; two are enough, one of the first four is."""

    CHILDREN = "children", _("Children or other vulnerable people")
    HEALTH = "health", _("Health or another special category")
    BEREAVEMENT = "bereavement", _("People in mourning")
    PROFILING = "profiling", _("Profiling or automated decisions")
    SCALE = "scale", _("Large scale")
    MATCHING = "matching", _("Data of several sources put together")
    NEW = "new", _("A new technology")
    WATCHING = "watching", _("People are observed systematically")


class Verdict(models.TextChoices):
    PROCEED = "proceed", _("Go on")
    CHANGE = "change", _("Change before going on")
    CONSULT = "consult", _("Ask the supervisory authority first")
    STOP = "stop", _("Do not do it")


class Assessment(models.Model):
    """An impact assessment (article 35): what is done, what could go wrong, what is done about it, who advised what."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("code"), max_length=8, unique=True, default=new_code, editable=False)
    title = models.CharField(_("what is assessed"), max_length=160)
    description = models.TextField(_("what is done with which data"))
    necessity = models.TextField(_("why it is needed, and why less would not do"))
    triggers = ArrayField(models.CharField(max_length=20, choices=Trigger.choices), default=list, blank=True)
    activity = models.ForeignKey(
        ProcessingActivity, on_delete=models.PROTECT, null=True, blank=True, related_name="assessments"
    )
    advice = models.TextField(_("advice of the data-protection officer"), blank=True)
    verdict = models.CharField(_("advice in a word"), max_length=10, choices=Verdict.choices, blank=True)
    advised_at = models.DateTimeField(_("advised at"), null=True, blank=True)
    advised_by = models.CharField(_("advised by"), max_length=80, blank=True)
    review_on = models.DateField(_("to be reviewed on"))
    created_at = models.DateTimeField(_("begun at"), auto_now_add=True)
    edition = models.PositiveIntegerField(_("edition"), default=1)

    class Meta:
        verbose_name = _("impact assessment")
        verbose_name_plural = _("impact assessments")
        ordering = ["review_on"]

    def __str__(self) -> str:
        return self.title

    @property
    def worst_left(self) -> int:
        """The largest residual risk, likelihood times severity; 0 while no risk is written down."""
        return max((risk.left for risk in self.risks.all()), default=0)


class Degree(models.IntegerChoices):
    NEGLIGIBLE = 1, _("1 negligible")
    LIMITED = 2, _("2 limited")
    SIGNIFICANT = 3, _("3 significant")
    MAXIMUM = 4, _("4 maximum")


class Risk(models.Model):
    """One thing that could happen to people, before and after what is done about it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="risks")
    what = models.TextField(_("what could happen to people"))
    likelihood = models.PositiveSmallIntegerField(_("likelihood"), choices=Degree.choices)
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Degree.choices)
    measures = models.TextField(_("what is done about it"))
    likelihood_left = models.PositiveSmallIntegerField(_("likelihood that remains"), choices=Degree.choices)
    severity_left = models.PositiveSmallIntegerField(_("severity that remains"), choices=Degree.choices)

    class Meta:
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.what

    @property
    def before(self) -> int:
        return self.likelihood * self.severity

    @property
    def left(self) -> int:
        return self.likelihood_left * self.severity_left
