"""What search finds in the portfolio."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labx.core.search.declare import Search, SearchEntry
from labx.portfolio.models import Project


def project_entry(project: Project) -> SearchEntry:
    """Of a published project only what its public page says: everyone finds it from its moment on, and reads that."""
    parts = (project.asked, project.did, project.learned, project.next_step)
    is_published = project.published_at is not None
    if not is_published:
        parts = (project.question, project.beneficiaries, *parts)
    page = "portfolio:public" if is_published else "portfolio:record"
    return SearchEntry(
        title=project.title,
        text="\n".join(part for part in parts if part),
        url=reverse(page, args=[project.slug]),
        project_id=project.id,
        is_public=is_published,
        public_from=project.published_at,
    )


SEARCHES = (Search("portfolio.project", _("Projects"), "portfolio.view_project", Project.objects.all, project_entry),)
