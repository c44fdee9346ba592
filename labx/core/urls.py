"""Addresses of the ground floor."""

from django.urls import include, path

from labx.core import health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("", include("labx.core.pages.urls")),
    path("", include("labx.core.documentation.urls")),
    path("", include("labx.core.audit.urls")),
    path("", include("labx.core.jobs.urls")),
    path("", include("labx.core.notices.urls")),
    path("", include("labx.core.search.urls")),
    path("", include("labx.core.packs.urls")),
    path("", include("labx.core.api.urls")),
]
