"""What search finds of services."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labx.core.search.declare import Search, SearchEntry
from labx.trials.services.models import Service


def entry(service: Service) -> SearchEntry:
    page = "public" if service.is_published else "record"
    return SearchEntry(
        title=service.title,
        text=f"{service.summary}\n{service.entity.name}",
        url=reverse(f"services:{page}", args=[service.slug]),
        project_id=service.project_id,
        is_public=service.is_published,
    )


SEARCHES = (
    Search("services.service", _("Services"), "services.view", Service.objects.select_related("entity").all, entry),
)
