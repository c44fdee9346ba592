"""The pages of data protection, in the order of a working day."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

TABS = (
    ("desk", _("Today"), reverse_lazy("rights:desk"), "rights.answer"),
    ("requests", _("Requests"), reverse_lazy("rights:requests"), "rights.answer"),
    ("retention", _("Retention"), reverse_lazy("rights:retention"), "rights.apply_retention"),
    ("activities", _("Register"), reverse_lazy("rights:activities"), "rights.read_registers"),
    ("assessments", _("Impact assessments"), reverse_lazy("rights:assessments"), "rights.read_registers"),
    ("breaches", _("Breaches"), reverse_lazy("rights:breaches"), "rights.report_breach"),
)
