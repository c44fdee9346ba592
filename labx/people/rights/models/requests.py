"""Requests of the people whose data are here, what was found of them in others' words, and erasures."""

import secrets
from datetime import date
from uuid import UUID

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.people.models import new_code


def new_receipt_code() -> str:
    """The address of a receipt: nobody has an account any more, so knowing it is what opens it."""
    return secrets.token_urlsafe(24)


class Kind(models.TextChoices):
    ACCESS = "access", _("A copy of the data")
    RECTIFICATION = "rectification", _("Correction")
    ERASURE = "erasure", _("Erasure")
    OBJECTION = "objection", _("Objection")


class Channel(models.TextChoices):
    ACCOUNT = "account", _("From the account")
    LETTER = "letter", _("By letter")
    PHONE = "phone", _("By telephone")
    MAIL = "mail", _("By e-mail")
    IN_PERSON = "in_person", _("In person")


class Identity(models.TextChoices):
    """How the laboratory made sure who asks. Copies of identity cards are not asked for."""

    SESSION = "session", _("Signed in to the account")
    LINK = "link", _("Answered from the known address")
    CALL = "call", _("Called back on the known number")
    DOCUMENT = "document", _("Showed a document; no copy was kept")


class State(models.TextChoices):
    RECEIVED = "received", _("Identity to be checked")
    OPEN = "open", _("To be answered")
    DONE = "done", _("Answered")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")


MOVING = (State.RECEIVED, State.OPEN)


class Request(models.Model):
    """What somebody asked (GDPR, articles 15 to 21). An erasure empties name, contact and words; dates stay."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("code"), max_length=8, unique=True, default=new_code, editable=False)
    kind = models.CharField(_("what is asked"), max_length=20, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.RECEIVED)
    channel = models.CharField(_("how it came"), max_length=12, choices=Channel.choices)
    received_on = models.DateField(_("received on"))
    due_on = models.DateField(_("answer by"))
    extension_why = models.TextField(_("why it takes longer"), blank=True)
    extended_on = models.DateField(_("extended on"), null=True, blank=True)
    account_id = models.UUIDField(_("account"), null=True, blank=True)
    participant_id = models.UUIDField(_("participant"), null=True, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    wish = models.TextField(_("what the person says"), blank=True)
    also_written = models.TextField(_("other ways the name is written"), blank=True)
    identity = models.CharField(_("identity"), max_length=12, choices=Identity.choices, blank=True)
    identity_checked_at = models.DateTimeField(_("identity checked at"), null=True, blank=True)
    identity_checked_by = models.CharField(_("identity checked by"), max_length=80, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    closed_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    closed_by = models.CharField(_("answered by"), max_length=80, blank=True)
    edition = models.PositiveIntegerField(_("edition"), default=1)

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        ordering = ["due_on"]
        indexes = [
            models.Index(fields=["state", "due_on"], name="rights_due"),
            models.Index(fields=["account_id"], name="rights_of_account"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.get_kind_display()}"

    @property
    def owner_id(self) -> UUID | None:
        """A request is the person's who asks."""
        return self.account_id or self.participant_id

    @property
    def is_moving(self) -> bool:
        return self.state in MOVING

    @property
    def is_late(self) -> bool:
        return self.is_moving and self.due_on < timezone.localdate()

    @property
    def extra_terms(self) -> list[str]:
        return [line.strip() for line in self.also_written.splitlines() if line.strip()]


class Mention(models.Model):
    """A cell of another record, or a file, in which the person is named. What it says is read when it is shown."""

    class State(models.TextChoices):
        WAITING = "waiting", _("To be decided")
        REDACTED = "redacted", _("Taken out")
        KEPT = "kept", _("Kept")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="mentions")
    table = models.CharField(_("table"), max_length=80)
    column = models.CharField(_("column"), max_length=80)
    row = models.CharField(_("row"), max_length=200)
    places = models.PositiveIntegerField(_("times"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    why = models.TextField(_("reason"), blank=True)
    decided_by = models.CharField(_("decided by"), max_length=80, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        ordering = ["table", "row", "column"]
        constraints = [models.UniqueConstraint(fields=["request", "table", "column", "row"], name="one_mention_a_cell")]

    def __str__(self) -> str:
        return f"{self.table}.{self.column} {self.row}"

    @property
    def place(self) -> tuple[str, str]:
        """Record and field as people call them; as the database does where they have no other name."""
        for model in apps.get_models():
            if model._meta.db_table == self.table:
                fields = {field.column: str(field.verbose_name) for field in model._meta.concrete_fields}
                return str(model._meta.verbose_name), fields.get(self.column, self.column)
        return self.table, self.column


class Erasure(models.Model):
    """One erasure, step by step, so that it can go on where it stopped. `held` is emptied by the last step."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="erasure")
    receipt_code = models.CharField(_("address of the receipt"), max_length=40, unique=True, default=new_receipt_code)
    held = models.JSONField(default=dict)
    language = models.CharField(_("language of the last message"), max_length=5, default="pt")
    done = models.JSONField(_("rows by kind"), default=dict)
    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    scrubbed_at = models.DateTimeField(_("scrubbed at"), null=True, blank=True)
    receipt = models.JSONField(_("receipt"), null=True, blank=True)
    signature = models.JSONField(_("signature"), null=True, blank=True)
    job = models.UUIDField(_("job"), null=True, blank=True)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_done(self) -> bool:
        return self.finished_at is not None

    @property
    def asked_on(self) -> date:
        return self.request.received_on
