"""What services show on a project's pages: the way to them, moments of its story, and their public pages."""

from django.urls import reverse
from django.utils.translation import gettext as _

from labx.core.pages.entries import Moment
from labx.core.rooms import Part
from labx.portfolio.models import Project
from labx.trials.services.models import Release, Service


def story_of(project: Project) -> list[Moment]:
    """When a service of the project was added, changed and shown."""
    found = []
    for service in Service.objects.filter(project=project):
        url = reverse("services:record", args=[service.slug])
        words = {"title": service.title}
        found.append(Moment(_("The service “%(title)s” is measured") % words, service.added_at, url=url))
        if service.published_at:
            shown = reverse("services:public", args=[service.slug])
            title = _("The indicators of “%(title)s” were published") % words
            found.append(Moment(title, service.published_at, url=shown))
    for release in Release.objects.filter(service__project=project).select_related("service"):
        url = reverse("services:record", args=[release.service.slug])
        title = _("“%(title)s” changed") % {"title": release.service.title}
        found.append(Moment(title, release.at, release.text, url=url))
    return found


def public_parts(project: Project) -> list[Part]:
    """Links to the services of a project whose indicators anyone may read."""
    shown = list(Service.objects.filter(project=project).exclude(published_at=None))
    return [Part("services/public_part.html", {"services": shown})] if shown else []
