"""What happened in a project, and earlier versions of its words."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from labx.core import policy
from labx.core.actions import EditedMeanwhile
from labx.core.gate import requires
from labx.portfolio.actions.protocols import ProtocolFrozen
from labx.portfolio.collaboration import forms, queries, versions
from labx.portfolio.collaboration.actions.visits import mark_read
from labx.portfolio.collaboration.tables import activity_table
from labx.portfolio.models import Project, Protocol
from labx.portfolio.queries import project_by_slug, protocol_by_code


@requires("collaboration.read", record=project_by_slug)
def activity(request: HttpRequest, project: Project) -> HttpResponse:
    """Everything, newest first; above it, how much others did since this reader was last here."""
    happened = queries.activity_of(project)
    since = queries.seen_until(request.actor, project)
    unseen = happened.exclude(actor=request.actor.key).filter(at__gt=since) if since else None
    listing = activity_table(project).read(request, happened)
    context = {
        "listing": listing,
        "project": project,
        "since": since,
        "unseen": unseen.count() if unseen is not None else None,
        "until": timezone.now().isoformat(),
    }
    return listing.download() or render(request, "collaboration/activity.html", context)


@requires("collaboration.read", record=project_by_slug)
@require_POST
def read(request: HttpRequest, project: Project) -> HttpResponse:
    """Up to the moment the page was shown: what happened since then stays new."""
    mark_read(by=request.actor, project=project, until=shown_at(request.POST.get("until", "")))
    return redirect("collaboration:activity", project.slug)


def shown_at(text: str) -> datetime:
    now = timezone.now()
    try:
        said = datetime.fromisoformat(text)
    except ValueError:
        return now
    return min(said, now) if said.tzinfo else now


@requires("collaboration.compare_versions", record=project_by_slug)
def of_project(request: HttpRequest, project: Project) -> HttpResponse:
    return compared(request, project, "portfolio.edit_project")


@requires("collaboration.compare_versions", record=protocol_by_code)
def of_protocol(request: HttpRequest, protocol: Protocol) -> HttpResponse:
    return compared(request, protocol, "portfolio.write_protocol")


def compared(request: HttpRequest, record: Project | Protocol, permission: str) -> HttpResponse:
    """GET compares; POST brings one version back, as an edit that can itself be undone."""
    may_restore = policy.allows(request.actor, permission, record) and not getattr(record, "is_frozen", False)
    form = forms.RestoreForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            versions.restore(by=request.actor, record=record, **form.cleaned_data)
        except (EditedMeanwhile, ProtocolFrozen, versions.NotRestorable) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("That version is back. The one before it stays in this list."))
        return redirect(request.path)
    project = record if isinstance(record, Project) else record.project
    context = {
        "record": record,
        "project": project,
        "versions": versions.versions_of(record),
        "may_restore": may_restore,
    }
    return render(request, "collaboration/versions.html", context)
