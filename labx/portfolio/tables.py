"""Lists of the portfolio."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from labx.core.pages.listing import Column, Empty, Filter, Table
from labx.people.organisations.districts import DISTRICTS
from labx.people.organisations.models import Level
from labx.portfolio.boards import Place
from labx.portfolio.imported import STATES
from labx.portfolio.models import Import, Project, ProjectEntity, Stage
from labx.portfolio.models.projects import PHASES

PHASE_CHOICES = [(str(number), title) for number, (title, _stages) in enumerate(PHASES)]


def record_url(project: Project) -> str:
    return reverse("portfolio:record", args=[project.slug])


def of_entities(projects: Any, **wanted: str) -> Any:
    """Projects with an entity of that kind; each once."""
    return projects.filter(Exists(ProjectEntity.objects.filter(project=OuterRef("pk"), **wanted)))


DISTRICT = Filter(
    key="distrito",
    label=_("District"),
    phrase=_("with an entity of {choice}"),
    choices=DISTRICTS,
    narrow=lambda projects, value: of_entities(projects, entity__district=value),
)
LEVEL = Filter(
    key="nivel",
    label=_("Level"),
    phrase=_("with an entity of level {choice}"),
    choices=Level.choices,
    narrow=lambda projects, value: of_entities(projects, entity__level=value),
)

PROJECTS = Table(
    name="projetos",
    caption=_("Projects"),
    noun=(_("project"), _("projects")),
    columns=(
        Column(key="title", label=_("Project"), link=record_url),
        Column(key="phase", label=_("Phase"), value=lambda project: str(project.phase), sort="stage"),
        Column(key="stage", label=_("Stage"), choices=Stage.choices),
        Column(key="began", label=_("Started"), kind="date"),
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
        Filter(key="etapa", label=_("Stage"), phrase=_("in the stage {choice}"), choices=Stage.choices, path="stage"),
        DISTRICT,
        LEVEL,
    ),
    search=("title", "question"),
    order="-began",
    empty=Empty(
        title=_("No project yet"),
        text=_("A project begins with a doubt about a public service. Those you work in will be listed here."),
        action_label=_("Start a project"),
        action_url=reverse_lazy("portfolio:new"),
    ),
)


TIMELINE = Table(
    name="cronologia",
    caption=_("When projects run"),
    noun=(_("project"), _("projects")),
    columns=(
        Column(key="title", label=_("Project"), link=record_url),
        Column(key="begins", label=_("Begins"), kind="date"),
        Column(key="ends_on", label=_("Ends"), kind="date"),
        Column(key="stage", label=_("Stage"), choices=Stage.choices),
        Column(key="stage_since", label=_("In this stage since"), kind="date"),
    ),
    filters=(*PROJECTS.filters[:2], DISTRICT, LEVEL),
    search=("title", "question"),
    order="begins",
    empty=PROJECTS.empty,
)


def place_url(place: Place) -> str:
    return f"{reverse('portfolio:list')}?distrito={place.code}" if place.code else ""


MAP = Table(
    name="mapa",
    caption=_("Projects by district of their entities"),
    noun=(_("district"), _("districts")),
    columns=(
        Column(key="name", label=_("District"), value=lambda place: place.name or _("No district"), link=place_url),
        Column(key="count", label=_("Projects"), kind="number"),
        Column(key="national", label=_("National entities"), kind="number"),
        Column(key="regional", label=_("Regional entities"), kind="number"),
        Column(key="local", label=_("Local entities"), kind="number"),
    ),
    per_page=30,
    order="name",
    empty=Empty(title=_("No district"), text=_("Projects stand here by the district of their entities.")),
)


def listed(links: Any, name: str) -> str:
    """Codes, as an import reads them again."""
    return ", ".join(sorted(getattr(link, name).code for link in links.all()))


EVERY_FIELD = Table(
    name="projetos-completo",
    caption=_("Projects with every field"),
    noun=(_("project"), _("projects")),
    columns=(
        Column(key="title", label=_("Title"), link=record_url),
        Column(key="slug", label=_("Address")),
        Column(key="stage", label=_("Stage"), choices=Stage.choices),
        Column(key="starts_on", label=_("Begins"), kind="date"),
        Column(key="ends_on", label=_("Ends"), kind="date"),
        Column(key="question", label=_("Doubt"), sortable=False),
        Column(key="beneficiaries", label=_("Who it is for"), sortable=False),
        Column(key="entities", label=_("Entities"), value=lambda p: listed(p.entities, "entity")),
        Column(key="partners", label=_("Partners"), value=lambda p: listed(p.partners, "partner")),
        Column(key="asked", label=_("What was asked"), sortable=False),
        Column(key="did", label=_("What was done"), sortable=False),
        Column(key="learned", label=_("What was learned"), sortable=False),
        Column(key="next_step", label=_("What comes next"), sortable=False),
    ),
    filters=PROJECTS.filters,
    search=("title", "question"),
    order="title",
    empty=PROJECTS.empty,
)

IMPORTS = Table(
    name="importacoes-de-projetos",
    caption=_("Files that brought projects"),
    noun=(_("file"), _("files")),
    columns=(
        Column(
            key="original_name", label=_("File"), link=lambda one: reverse("portfolio:import_record", args=[one.pk])
        ),
        Column(key="uploaded_at", label=_("Handed in on"), kind="moment"),
        Column(key="state", label=_("State"), choices=Import.State.choices),
        Column(key="rows", label=_("Projects begun or changed"), kind="number"),
        Column(key="begun", label=_("Of them begun"), kind="number"),
        Column(key="taken_back", label=_("Taken back"), kind="number"),
    ),
    search=("original_name",),
    order="-uploaded_at",
    empty=Empty(
        title=_("No file brought projects yet"),
        text=_("Files that brought projects are listed here, and can be taken back."),
        action_label=_("Bring projects from a file"),
        action_url=reverse_lazy("portfolio:import"),
    ),
)

IMPORTED = Table(
    name="projetos-trazidos",
    caption=_("What the file did"),
    noun=(_("project"), _("projects")),
    columns=(
        Column(key="title", label=_("Project"), link=lambda row: record_url(row.project) if row.project else ""),
        Column(key="is_new", label=_("Began here"), kind="flag"),
        Column(key="state", label=_("State"), choices=STATES),
    ),
    filters=(Filter(key="estado", label=_("State"), phrase=_("{choice}"), choices=STATES, path="state"),),
    search=("title",),
    order="title",
    empty=Empty(title=_("The file changed nothing"), text=_("What it said was here already.")),
)

PROBLEMS = Table(
    name="problemas-do-ficheiro",
    caption=_("What is wrong, and how to mend it"),
    noun=(_("problem"), _("problems")),
    columns=(
        Column(key="row", label=_("Row"), value=lambda problem: problem["row"] or None, kind="number"),
        Column(key="column", label=_("Column")),
        Column(key="value", label=_("Value")),
        Column(key="message", label=_("Problem")),
        Column(key="cure", label=_("What to do")),
    ),
    order="row",
    prefix="p-",
    empty=Empty(title=_("No problem was found"), text=_("Every row can be taken.")),
)
