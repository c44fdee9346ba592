"""Addresses of the audit chain."""

from django.urls import path

from labx.core.audit import views

app_name = "audit"
urlpatterns = [
    path("auditoria/", views.index, name="index"),
    path("auditoria/<uuid:entry_id>/", views.entry, name="entry"),
    path("auditoria/<uuid:entry_id>/apagar/", views.erase, name="erase"),
]
