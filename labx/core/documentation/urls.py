"""Addresses of the documentation."""

from django.urls import path

from labx.core.documentation import views

app_name = "documentation"
urlpatterns = [
    path("docs/", views.page, name="index"),
    path("docs/images/<str:name>", views.picture, name="picture"),
    path("docs/<path:address>/", views.page, name="page"),
]
