"""Lists of the trials room."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labx.core.pages.listing import Column, Empty, Table
from labx.trials.models import Trial


def record_url(trial: Trial) -> str:
    return reverse("trials:record", args=[trial.slug])


TRIALS = Table(
    name="ensaios",
    caption=_("Trials"),
    noun=(_("trial"), _("trials")),
    columns=(
        Column(key="title", label=_("Trial"), link=record_url),
        Column(key="project", label=_("Project"), path="project__title"),
        Column(key="opened_at", label=_("Opened"), kind="date"),
    ),
    search=("title", "project__title"),
    order="-opened_at",
    empty=Empty(
        title=_("No trial yet"),
        text=_("A trial begins in a project: write its protocol, freeze it, then open the trial from there."),
    ),
)
