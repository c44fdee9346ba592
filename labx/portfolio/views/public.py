"""What anyone may read: what is being tried, what was learned, and the laboratory's numbers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from labx.core.gate import requires
from labx.portfolio import queries, report, story
from labx.portfolio.models import Project


@requires("portfolio.see_public_projects")
def home(request: HttpRequest) -> HttpResponse:
    """The public home; those who sign in go on to their desk."""
    found = queries.home()
    learned = [(project, story.claims_of(project)) for project in found["learned"]]
    return render(request, "portfolio/home.html", {**found, "learned": learned})


def public_context(project: Project) -> dict[str, object]:
    return {
        "project": project,
        "claims": story.claims_of(project),
        "withdrawn": project.claims.filter(withdrawn_at__isnull=False),
        "parts": story.public_parts(project),
        "decision": project.decisions.filter(replaced_by=None).first(),
    }


@requires("portfolio.read_public_page", record=queries.project_by_slug)
def page(request: HttpRequest, project: Project) -> HttpResponse:
    return render(request, "portfolio/public.html", public_context(project))


@requires("portfolio.read_public_page", record=queries.project_by_slug)
def pdf(request: HttpRequest, project: Project) -> HttpResponse:
    return HttpResponse(
        report.pdf_of(project, public_context(project)),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{project.slug}.pdf"'},
    )
