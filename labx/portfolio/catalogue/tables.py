"""Lists of the catalogue. Their columns are what is published, because an export gives exactly these."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labx.core.pages.listing import Column, Empty, Filter, Table
from labx.portfolio.catalogue.models import Announcement
from labx.portfolio.models import Project
from labx.portfolio.models.decisions import Outcome
from labx.portfolio.models.projects import PHASES
from labx.portfolio.tables import PHASE_CHOICES


def page_url(project: Project) -> str:
    return reverse("portfolio:public", args=[project.slug])


CATALOGUE = Table(
    name="catalogo",
    caption=_("Published projects"),
    noun=(_("project"), _("projects")),
    columns=(
        Column(key="title", label=_("Project"), link=page_url),
        Column(key="phase", label=_("Phase"), value=lambda project: str(project.phase), sort="stage"),
        Column(key="learned", label=_("What we learned")),
        Column(key="published_at", label=_("Published"), kind="date"),
    ),
    filters=(
        Filter(
            key="fase",
            label=_("Phase"),
            phrase=_("in {choice}"),
            choices=PHASE_CHOICES,
            narrow=lambda projects, value: projects.filter(stage__in=PHASES[int(value)][1]),
        ),
        Filter(
            key="decisao",
            label=_("Decision"),
            phrase=_("decided: {choice}"),
            choices=Outcome.choices,
            narrow=lambda projects, value: projects.filter(
                decisions__outcome=value, decisions__replaced_by=None
            ).distinct(),
        ),
    ),
    search=("title", "asked", "did", "learned", "next_step"),
    order="-published_at",
    empty=Empty(
        title=_("Nothing is published yet"),
        text=_("Each project whose page is public will be listed here, whatever it found."),
    ),
)


def about_url(announcement: Announcement) -> str:
    return page_url(announcement.project) if announcement.project.is_published else ""


RUNNING = Table(
    name="em-curso",
    caption=_("Experiments that are running"),
    noun=(_("experiment"), _("experiments")),
    columns=(
        Column(key="what", label=_("What is being tried"), link=about_url),
        Column(key="where", label=_("Where")),
        Column(key="since", label=_("Since"), kind="date"),
        Column(key="until", label=_("Until"), kind="date"),
        Column(key="contact", label=_("Whom to ask")),
        Column(key="opt_out", label=_("How to stay out of it")),
    ),
    search=("what", "where"),
    order="-since",
    empty=Empty(
        title=_("No experiment is running now"),
        text=_("Whatever you may meet in a public service because we try it will be listed here."),
    ),
)

STATES = (("filled", _("filled in")), ("missing", _("asked for, and missing")), ("optional", _("optional, and empty")))
LOOKS = {"filled": "success", "missing": "warning", "optional": "neutral"}
AEA = Table(
    name="registo-aea",
    caption=_("What the AEA registry asks"),
    noun=(_("field"), _("fields")),
    columns=(
        Column(key="section", label=_("Part of the form")),
        Column(key="field", label=_("Field")),
        Column(key="answer", label=_("Answer"), sortable=False),
        Column(key="state", label=_("State"), choices=STATES, badge=LOOKS.__getitem__),
    ),
    filters=(Filter(key="estado", label=_("State"), phrase="{choice}", choices=STATES, path="state"),),
    search=("field", "answer"),
    per_page=60,
    empty=Empty(title=_("No field of that kind"), text=_("Take the filter away to see them all.")),
)
