"""The list of jobs."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labx.core.accounts import Names
from labx.core.jobs.models import Job, State
from labx.core.jobs.queries import title_of
from labx.core.pages.listing import Column, Empty, Filter, Table

BADGES = {"waiting": "neutral", "running": "information", "done": "success", "failed": "danger", "cancelled": "warning"}


def job_url(job: Job) -> str:
    return reverse("jobs:job", args=[job.pk])


def jobs_table() -> Table:
    names = Names()
    return Table(
        name="trabalhos",
        caption=_("Long work"),
        noun=(_("piece of work"), _("pieces of work")),
        columns=(
            Column(key="name", label=_("Work"), value=lambda job: title_of(job.name), sort="name", link=job_url),
            Column(key="state", label=_("State"), choices=State.choices, badge=BADGES.get),
            Column(key="actor", label=_("Who"), value=lambda job: names(job.actor), sort="actor"),
            Column(key="created_at", label=_("Asked at"), kind="moment"),
            Column(key="finished_at", label=_("Ended at"), kind="moment"),
        ),
        filters=(Filter(key="state", label=_("State"), phrase=_("in the state “{choice}”"), choices=State.choices),),
        order="-created_at",
        empty=Empty(
            title=_("No long work yet"),
            text=_("Imports, exports and other work that takes longer than a page stand here with their progress."),
        ),
    )
