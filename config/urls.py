"""Addresses: Portuguese nouns, one file of them in each room."""

from django.urls import include, path

from labx.core import rooms

urlpatterns = [
    path("", include("labx.core.urls")),
    path("conta/", include("labx.people.account_urls")),
    path("", include("labx.people.urls")),
    path("", include("labx.portfolio.urls")),
    *(path("", include(room.urls)) for room in rooms.rooms() if room.urls),
]
