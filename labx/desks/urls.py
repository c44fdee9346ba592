"""Addresses of the desks."""

from django.urls import path

from labx.desks import arriving, views
from labx.desks.standards import pages

app_name = "desks"
urlpatterns = [
    path("balcoes/", views.index, name="list"),
    path("balcoes/<slug:name>/", views.desk, name="desk"),
    path("balcoes/<slug:name>/caso/", arriving.arrive, name="arrive"),
    path("balcoes/<slug:name>/revisao/", views.review, name="review"),
    path("balcoes/<slug:name>/incorporar/", pages.embed, name="embed"),
    path("balcoes/<slug:name>/passos/", pages.procedures, name="procedures"),
    path("balcoes/<slug:name>/passos/<slug:procedure>/", pages.procedure, name="procedure"),
]
