"""What a project's story tells of its learning, and what its public page says of numbers under review."""

from django.urls import reverse
from django.utils.translation import gettext as _

from labx.core.pages.entries import Moment
from labx.portfolio.learning.models import Assumption, Choice, Fall, Prototype
from labx.portfolio.models import Project


def of_project(project: Project) -> list[Moment]:
    slug = project.slug
    ideas = reverse("learning:ideas", args=[slug])
    graph = reverse("learning:graph", args=[slug])
    moments = [
        Moment(
            _("The idea “%(title)s” was chosen") % {"title": choice.idea.title},
            choice.chosen_at,
            choice.reason,
            url=ideas,
        )
        for choice in Choice.objects.filter(project=project).select_related("idea")
    ]
    for prototype in Prototype.objects.filter(project=project):
        words = {"name": prototype.name, "version": prototype.version}
        url = reverse("learning:prototype", args=[slug, prototype.pk])
        title = _("Prototype “%(name)s”, version %(version)s") % words
        moments.append(Moment(title, prototype.made_at, prototype.changed, url=url))
    for assumption in Assumption.objects.filter(project=project).exclude(state=Assumption.State.OPEN):
        held = assumption.state == Assumption.State.HELD
        title = _("An assumption held: %(what)s") if held else _("An assumption failed: %(what)s")
        url = reverse("learning:assumption", args=[slug, assumption.pk])
        moments.append(
            Moment(title % {"what": assumption.statement}, assumption.settled_at, assumption.settled_why, url=url)
        )
    for fall in Fall.objects.filter(project=project):
        moments.append(Moment(_("Something was found not to hold"), fall.fallen_at, fall.why, url=graph))
        if fall.lifted_at:
            moments.append(Moment(_("It holds after all"), fall.lifted_at, fall.lifted_why, url=graph))
    return moments
