"""Lists of the portfolio."""

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from labx.core.pages.listing import Column, Empty, Filter, Table
from labx.portfolio.models import Project, Stage
from labx.portfolio.models.projects import PHASES

PHASE_CHOICES = [(str(number), title) for number, (title, _stages) in enumerate(PHASES)]


def record_url(project: Project) -> str:
    return reverse("portfolio:record", args=[project.slug])


PROJECTS = Table(
    name="projetos",
    caption=_("Projects"),
    noun=(_("project"), _("projects")),
    columns=(
        Column(key="title", label=_("Project"), link=record_url),
        Column(key="phase", label=_("Phase"), value=lambda project: str(project.phase), sort="stage"),
        Column(key="stage", label=_("Stage"), choices=Stage.choices),
        Column(key="created_at", label=_("Started"), kind="date"),
        Column(key="is_published", label=_("Public"), kind="flag", value=lambda p: p.is_published, sort="published_at"),
    ),
    filters=(
        Filter(
            key="fase",
            label=_("Phase"),
            phrase=_("in {choice}"),
            choices=PHASE_CHOICES,
            narrow=lambda projects, value: projects.filter(stage__in=PHASES[int(value)][1]),
        ),
    ),
    search=("title", "question"),
    order="-created_at",
    empty=Empty(
        title=_("No project yet"),
        text=_("A project begins with a doubt about a public service. Those you work in will be listed here."),
        action_label=_("Start a project"),
        action_url=reverse_lazy("portfolio:new"),
    ),
)
