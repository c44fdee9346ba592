"""Challenges that entities bring, what each person of the team thought of them, and the care a project takes."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.core.packs.models import InstalledPack
from labx.people.models import new_code
from labx.people.organisations.models import Affiliation, PublicEntity
from labx.portfolio.models import Project


class State(models.TextChoices):
    DRAFT = "draft", _("Being written")
    SUBMITTED = "submitted", _("Waiting for the laboratory")
    WITHDRAWN = "withdrawn", _("Withdrawn by the entity")
    ACCEPTED = "accepted", _("Accepted")
    GUIDED = "guided", _("Sent to the network's guide")
    PROCURED = "procured", _("Sent to procurement")
    DECLINED = "declined", _("Declined")


OUTCOMES = (State.ACCEPTED, State.GUIDED, State.PROCURED, State.DECLINED)
CLOSED_WITHOUT_PROJECT = (State.GUIDED, State.PROCURED, State.DECLINED)


class Challenge(models.Model):
    """A problem of a public service, in the words of whoever brings it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("code"), max_length=8, unique=True, default=new_code, editable=False)
    title = models.CharField(_("title"), max_length=160)
    entity = models.ForeignKey(
        PublicEntity,
        verbose_name=_("entity"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="challenges",
    )
    entity_name = models.CharField(_("name of an entity that is not in the register"), max_length=200, blank=True)
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="challenges"
    )
    problem = models.TextField(_("the problem"), blank=True)
    sufferers = models.TextField(_("who suffers it"), blank=True)
    how_known = models.TextField(_("how we know"), blank=True)
    tried = models.TextField(_("what was tried"), blank=True)
    mandate = models.TextField(_("mandate or legal basis"), blank=True)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    data_available = models.TextField(_("data available"), blank=True)
    decision_to_take = models.TextField(_("decision that will be taken with the result"), blank=True)
    sponsor = models.CharField(_("sponsor"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.DRAFT)
    rubric = models.ForeignKey(InstalledPack, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.CharField(_("decided by"), max_length=80, blank=True)
    reason = models.TextField(_("reason given to the entity"), blank=True)
    project = models.OneToOneField(Project, on_delete=models.PROTECT, null=True, related_name="challenge")
    is_example = models.BooleanField(_("is an example"), default=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    edited_at = models.DateTimeField(_("edited at"), auto_now=True)
    edition = models.PositiveIntegerField(_("edition"), default=1)

    class Meta:
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title

    @property
    def owner_id(self):
        """A challenge belongs to whoever wrote it down, until they stop speaking for its entity."""
        spoken = Affiliation.objects.filter(account=self.contact_id, entity=self.entity_id)
        has_left = spoken.exists() and not spoken.filter(ended_at=None).exists()
        return None if has_left else self.contact_id

    @property
    def entity_called(self) -> str:
        """The entity by the name it had when the challenge was handed in."""
        if self.entity is None:
            return self.entity_name
        return self.entity.name_on((self.submitted_at or timezone.now()).date())

    @property
    def is_waiting(self) -> bool:
        return self.state == State.SUBMITTED

    @property
    def is_open_to_words(self) -> bool:
        return self.state in {State.DRAFT, State.SUBMITTED}

    @property
    def wait_days(self) -> int | None:
        """Days from the submission to the answer, or until today."""
        if self.submitted_at is None or self.state == State.WITHDRAWN:
            return None
        return ((self.decided_at or timezone.now()) - self.submitted_at).days


class Assessment(models.Model):
    """What one person of the team thinks of a challenge: a score from 0 to 3 on each criterion."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="assessments")
    scorer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="assessments"
    )
    scores = models.JSONField(_("scores"))
    note = models.TextField(_("what the scores do not say"), blank=True)
    challenge_edition = models.PositiveIntegerField(_("edition that was read"))
    given_at = models.DateTimeField(_("given at"), auto_now_add=True)
    revised_at = models.DateTimeField(_("revised at"), null=True)

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["given_at"]
        constraints = [models.UniqueConstraint(fields=["challenge", "scorer"], name="one_assessment_a_person")]

    def __str__(self) -> str:
        return f"{self.challenge_id} {self.scorer_id}"


class Screening(models.Model):
    """The answers to the questions of care, for one project."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="screening")
    questions = models.ForeignKey(InstalledPack, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(_("answers"))
    note = models.TextField(_("what will be done to protect people"), blank=True)
    answered_by = models.CharField(_("answered by"), max_length=80)
    answered_at = models.DateTimeField(_("answered at"), auto_now=True)
    edition = models.PositiveIntegerField(_("edition"), default=1)

    class Meta:
        verbose_name = _("screening")
        verbose_name_plural = _("screenings")

    def __str__(self) -> str:
        return str(self.project_id)


class SignOff(models.Model):
    """Someone answered for one thing that the screening asks: who, when, in which document."""

    class Kind(models.TextChoices):
        ETHICS_OPINION = "ethics-opinion", _("Ethics opinion")
        DATA_AGREEMENT = "data-agreement", _("Data agreement")
        IMPACT_ASSESSMENT = "impact-assessment", _("Data-protection impact assessment")
        GUARDIAN_CONSENT = "guardian-consent", _("Consent of parents or guardians")
        DEBRIEFING = "debriefing", _("Plan to tell people afterwards")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="sign_offs")
    kind = models.CharField(_("what was signed"), max_length=20, choices=Kind.choices)
    signed_by = models.CharField(_("who signed"), max_length=200)
    signed_on = models.DateField(_("date of the signature"))
    document = models.CharField(_("document"), max_length=300)
    recorded_by = models.CharField(_("recorded by"), max_length=80)
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_why = models.TextField(_("why it was withdrawn"), blank=True)

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        ordering = ["kind", "signed_on"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.document}"
