"""Addresses of the notices."""

from django.urls import path

from labx.core.notices import views

app_name = "notices"
urlpatterns = [
    path("avisos/", views.index, name="index"),
    path("avisos/lidos/", views.read_all, name="read-all"),
    path("avisos/preferencias/", views.preferences, name="preferences"),
    path("avisos/<uuid:notice_id>/", views.open_notice, name="open"),
]
