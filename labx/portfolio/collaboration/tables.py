"""Lists of working together."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from labx.core.accounts import Names
from labx.core.audit.queries import title_of
from labx.core.pages.listing import Column, Empty, Filter, Table
from labx.portfolio.collaboration.models import Attachment, Task
from labx.portfolio.collaboration.queries import activity_of
from labx.portfolio.models import Project

STATES = [("por-fazer", _("to be done")), ("atrasadas", _("overdue")), ("feitas", _("done"))]


def task_url(task: Task) -> str:
    return reverse("collaboration:task", args=[task.project.slug, task.pk])


def state_of(task: Task) -> str:
    if task.is_done:
        return _now("done")
    return _now("overdue") if task.is_overdue else _now("to be done")


def by_state(tasks, value: str):
    if value == "feitas":
        return tasks.exclude(done_at=None)
    tasks = tasks.filter(done_at=None)
    return tasks.filter(due_on__lt=timezone.localdate()) if value == "atrasadas" else tasks


TITLE = Column(key="title", label=_("Task"), link=task_url)
DUE = Column(key="due_on", label=_("Until"), kind="date")
STATE = Column(key="state", label=_("State"), value=state_of, sort="done_at")
BY_STATE = Filter(key="estado", label=_("State"), phrase="{choice}", choices=STATES, narrow=by_state)

TASKS = Table(
    name="tarefas",
    caption=_("Tasks"),
    noun=(_("task"), _("tasks")),
    columns=(TITLE, Column(key="assignee", label=_("Given to"), path="assignee__name"), DUE, STATE),
    filters=(BY_STATE,),
    search=("title", "details", "assignee__name"),
    order="due_on",
    empty=Empty(
        title=_("No task yet"),
        text=_("Who does what until when will stand here, and on the desk of whoever it is given to."),
    ),
)
OWN_TASKS = Table(
    name="as-minhas-tarefas",
    caption=_("Your tasks"),
    noun=(_("task"), _("tasks")),
    columns=(TITLE, Column(key="project", label=_("Project"), path="project__title"), DUE, STATE),
    filters=(BY_STATE,),
    search=("title", "project__title"),
    order="due_on",
    empty=Empty(title=_("Nothing was given to you"), text=_("Tasks that your teams give you will stand here.")),
)


def file_url(file: Attachment) -> str:
    if file.is_removed:
        return ""
    return reverse("collaboration:file", args=[file.project.slug, file.pk])


FILES = Table(
    name="ficheiros",
    caption=_("Files"),
    noun=(_("file"), _("files")),
    columns=(
        Column(key="description", label=_("What it is"), link=file_url),
        Column(key="original_name", label=_("File name")),
        Column(key="size_bytes", label=_("Bytes"), kind="number"),
        Column(key="added_by", label=_("Added by"), path="added_by__name"),
        Column(key="added_at", label=_("Added at"), kind="moment"),
        Column(key="removed_why", label=_("Removed because")),
    ),
    search=("description", "original_name"),
    order="-added_at",
    empty=Empty(title=_("No file yet"), text=_("Documents and pictures that the project needs will stand here.")),
)


def activity_table(project: Project) -> Table:
    """A new table for each page: it remembers the names it looked up."""
    names = Names()
    return Table(
        name="atividade",
        caption=_("What happened"),
        noun=(_("thing done"), _("things done")),
        columns=(
            Column(key="at", label=_("When"), kind="moment"),
            Column(key="actor", label=_("Who"), value=lambda entry: names(entry.actor), sort="actor"),
            Column(key="action", label=_("What"), value=lambda entry: title_of(entry.action), sort="action"),
        ),
        filters=(
            Filter(key="action", label=_("What"), phrase=_("about “{choice}”"), choices=lambda: actions(project)),
        ),
        order="-at",
        empty=Empty(title=_("Nothing happened yet"), text=_("Whatever is done in this project will stand here.")),
    )


def actions(project: Project) -> list[tuple[str, str]]:
    used = activity_of(project).order_by("action").values_list("action", flat=True).distinct()
    return [(action, title_of(action)) for action in used]
