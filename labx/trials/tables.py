"""Lists of the trials room."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labx.core.pages.listing import Column, Empty, Filter, Table
from labx.trials.models import Trial

STAGES = (
    ("trying", _("being tried: no data yet")),
    ("hidden", _("data in, result not seen yet")),
    ("seen", _("result seen, still open")),
    ("closed", _("closed, with a result")),
    ("ended", _("closed without a result")),
)


def record_url(trial: Trial) -> str:
    return reverse("trials:record", args=[trial.slug])


TRIALS = Table(
    name="ensaios",
    caption=_("Trials"),
    noun=(_("trial"), _("trials")),
    columns=(
        Column(key="title", label=_("Trial"), link=record_url),
        Column(key="stage", label=_("How far it is"), choices=STAGES),
        Column(key="project", label=_("Project"), path="project__title"),
        Column(key="opened_at", label=_("Opened"), kind="date"),
    ),
    filters=(Filter(key="stage", label=_("How far it is"), phrase=_("{choice}"), choices=STAGES),),
    search=("title", "project__title"),
    order="-opened_at",
    empty=Empty(
        title=_("No trial yet"),
        text=_("A trial begins in a project: write its protocol, freeze it, then open the trial from there."),
        action_label=_("Go to the projects"),
        action_url=lambda: reverse("portfolio:list"),
    ),
)
