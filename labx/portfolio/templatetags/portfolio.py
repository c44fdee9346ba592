"""What every page about one project carries: {% load portfolio %}."""

from typing import Any

from django.template import Context, Library
from django.urls import reverse

from labx.core.pages.navigation import project_menu
from labx.portfolio.models import Project

register = Library()


@register.inclusion_tag("portfolio/project_pages.html", takes_context=True)
def project_pages(context: Context, project: Project) -> dict[str, Any]:
    """The way from each page of a project to the others, as far as this reader may open them."""
    request, record_url = context["request"], reverse("portfolio:record", args=[project.slug])
    entries = project_menu(request, project)
    return {"entries": entries, "record_url": record_url, "at_record": request.path == record_url}
