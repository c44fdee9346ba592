"""One working day of the data-protection officer: what is due, and what was kept long enough."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from labx.core.gate import requires
from labx.core.jobs.actions import start
from labx.people.rights import queries
from labx.people.rights.actions.retention import rules
from labx.people.rights.tables import requests_table
from labx.people.rights.views.page import tabs


@requires("rights.answer")
def index(request: HttpRequest) -> HttpResponse:
    listing = requests_table().read(request, queries.open_requests())
    overdue = sum(one.count for one in rules())
    shown = {
        "tabs": tabs(request, "desk"),
        "listing": listing,
        "breaches": queries.open_breaches(),
        "assessments": queries.assessments_due(),
        "overdue": overdue,
        "unscrubbed": queries.unscrubbed(),
    }
    return listing.download() or render(request, "rights/desk.html", shown)


@requires("rights.apply_retention")
def retention(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        job = start("rights.apply_retention", by=request.actor)
        messages.success(request, _("The work has begun."))
        return redirect("jobs:job", job.pk)
    found = [(one, one.count, one.examples) for one in rules()]
    total = sum(count for _one, count, _examples in found)
    return render(
        request, "rights/retention.html", {"tabs": tabs(request, "retention"), "found": found, "total": total}
    )
