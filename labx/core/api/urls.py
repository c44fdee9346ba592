"""Addresses of the API and of the pages around it."""

from django.urls import include, path

from labx.core.api import views
from labx.core.api.mount import api

pages = [
    path("api/", views.describe, name="description"),
    path("api/openapi.json", views.openapi, name="openapi"),
    path("conta/tokens/", views.tokens, name="tokens"),
    path("conta/tokens/<uuid:token_id>/revogar/", views.revoke, name="revoke"),
]
urlpatterns = [
    path("", include((pages, "api-pages"))),
    path("api/", api.urls),
    path("api/<path:rest>", views.nothing_here, name="api-nothing"),
]
