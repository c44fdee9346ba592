"""What a project's story tells of its challenge and of the care it takes."""

from django.urls import reverse
from django.utils.translation import gettext as _

from labx.core.pages.entries import Moment
from labx.portfolio.challenges.models import SignOff
from labx.portfolio.challenges.queries import screening_of
from labx.portfolio.models import Project


def of_project(project: Project) -> list[Moment]:
    ethics = reverse("challenges:ethics", args=[project.slug])
    moments = [
        Moment(
            _("Signed: %(what)s") % {"what": sign_off.get_kind_display()},
            sign_off.recorded_at,
            sign_off.withdrawn_why and _("Withdrawn: %(why)s") % {"why": sign_off.withdrawn_why},
            url=ethics,
            who=sign_off.signed_by,
        )
        for sign_off in SignOff.objects.filter(project=project)
    ]
    if screening := screening_of(project):
        moments.append(Moment(_("The questions of care were answered"), screening.answered_at, url=ethics))
    if challenge := getattr(project, "challenge", None):
        url = reverse("challenges:origin", args=[project.slug])
        moments.append(
            Moment(_("The challenge was submitted"), challenge.submitted_at, challenge.entity_called, url=url)
        )
        moments.append(Moment(_("The challenge was accepted"), challenge.decided_at, challenge.reason, url=url))
    return moments
