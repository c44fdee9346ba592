"""Tables of consent: the texts people are shown, the ledger of what they answered, its proofs, and each use."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id


class Purpose(models.TextChoices):
    """What somebody's part in the laboratory may be used for; each is asked by itself."""

    TAKE_PART = "take_part", _("Take part")
    AUDIO = "audio", _("Sound recording")
    SCREEN = "screen", _("Video or screen recording")
    QUOTES = "quotes", _("Quoting your words")
    RECONTACT = "recontact", _("Being contacted again")
    ARCHIVE = "archive", _("Keeping an anonymised copy")
    PHOTO = "photo", _("Photographs")


class LawfulBasis(models.TextChoices):
    """Why the law allows it. Only consent is asked for; the others are told."""

    CONSENT = "consent", _("Consent (GDPR, article 6(1)(a))")
    PUBLIC_TASK = "public_task", _("Public task (GDPR, article 6(1)(e))")
    LEGAL_OBLIGATION = "legal_obligation", _("Legal obligation (GDPR, article 6(1)(c))")


class Channel(models.TextChoices):
    """How the answer reached the laboratory."""

    WEB = "web", _("On this site")
    PHONE = "phone", _("By telephone")
    PAPER = "paper", _("On paper")
    IN_PERSON = "in_person", _("In person")


class Answer(models.TextChoices):
    GIVEN = "given", _("Agreed")
    WITHDRAWN = "withdrawn", _("Taken back")


class ConsentText(models.Model):
    """One version of what is asked, in one language. Once published it never changes (a trigger refuses)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    version = models.PositiveIntegerField(_("version"))
    language = models.CharField(_("language"), max_length=5, default="pt")
    text = models.TextField(_("text"))
    lawful_basis = models.CharField(
        _("lawful basis"), max_length=20, choices=LawfulBasis.choices, default=LawfulBasis.CONSENT
    )
    valid_months = models.PositiveSmallIntegerField(_("valid for how many months"), default=12)
    needs_guardian = models.BooleanField(_("needs a guardian"), default=False)
    edition = models.PositiveIntegerField(_("edition"), default=1)
    digest = models.CharField(_("SHA-256"), max_length=64, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_why = models.TextField(_("why it was withdrawn"), blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering = ["purpose", "needs_guardian", "language", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "language", "needs_guardian", "version"], name="one_consent_text_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} ({self.language}, {self.version})"

    @property
    def is_open(self) -> bool:
        """Whether somebody may still agree to it."""
        return self.published_at is not None and self.withdrawn_at is None


class ConsentEntry(models.Model):
    """A line of the ledger: somebody agreed, or took it back. Never changed; the newest line that applies decides.

    `subject` is the random number of `participants.Subject`: when that row is erased, nobody can tell whose it was.
    `project` narrows the answer to one project; without it the answer holds for the whole laboratory.
    """

    number = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True, default=new_id, editable=False)
    subject = models.UUIDField(_("person's random number"))
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices)
    project = models.UUIDField(_("project"), null=True, blank=True)
    text = models.ForeignKey(
        ConsentText, on_delete=models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("text")
    )
    text_digest = models.CharField(_("SHA-256 of the text"), max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    collected_by = models.CharField(_("collected by"), max_length=80)
    has_guardian = models.BooleanField(_("a guardian agreed"), default=False)
    has_assent = models.BooleanField(_("the child agreed too"), default=False)
    at = models.DateTimeField(_("when"))
    expires_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    proof_digest = models.CharField(_("SHA-256 of the proof"), max_length=64, blank=True)
    digest = models.CharField(_("SHA-256"), max_length=64)
    signature = models.JSONField(_("signature"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["subject", "purpose", "-number"], name="consent_newest"),
            models.Index(fields=["purpose", "subject"], condition=Q(answer="withdrawn"), name="consent_withdrawn"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.get_answer_display()}"


class ConsentProof(models.Model):
    """What shows that an answer was given, where it was not on this site. Personal data: apart, and erasable."""

    entry = models.OneToOneField(ConsentEntry, on_delete=models.CASCADE, primary_key=True, related_name="proof")
    salt = models.BinaryField(editable=False)
    oral_note = models.TextField(_("what was said"), blank=True)
    scan_sha256 = models.CharField(_("SHA-256 of the scan"), max_length=64, blank=True)
    scan_name = models.CharField(_("name of the scan"), max_length=200, blank=True)
    earlier = models.JSONField(_("scans that stood here before"), default=list)

    class Meta:
        verbose_name = _("proof of consent")
        verbose_name_plural = _("proofs of consent")

    def __str__(self) -> str:
        return str(self.entry_id)


class Guardian(models.Model):
    """The adult who answered for a child. Name and contact stand apart from the ledger, and are erasable."""

    entry = models.OneToOneField(ConsentEntry, on_delete=models.CASCADE, primary_key=True, related_name="guardian")
    name = models.CharField(_("guardian's name"), max_length=200)
    contact = models.CharField(_("guardian's contact"), max_length=200)

    class Meta:
        verbose_name = _("guardian")
        verbose_name_plural = _("guardians")

    def __str__(self) -> str:
        return self.name


class ConsentUse(models.Model):
    """One use of what somebody agreed to, written in the same transaction as the use."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(ConsentEntry, on_delete=models.CASCADE, related_name="uses")
    subject = models.UUIDField(_("person's random number"))
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    project = models.UUIDField(_("project"), null=True, blank=True)
    what = models.CharField(_("use"), max_length=80)
    by = models.CharField(_("by whom"), max_length=80)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("use of consent")
        verbose_name_plural = _("uses of consent")
        ordering = ["-at"]
        indexes = [models.Index(fields=["subject", "purpose", "-at"], name="consent_uses")]

    def __str__(self) -> str:
        return f"{self.what} {self.at}"
