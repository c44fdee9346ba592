"""Addresses of the figures of desks."""

from django.urls import path

from labx.desks.service import views

app_name = "service"
urlpatterns = [
    path("balcoes/<slug:name>/servico/", views.desk, name="desk"),
    path("balcoes/<slug:name>/servico/publicacao/", views.publication, name="publication"),
    path("balcoes/<slug:name>/servico/pressupostos/", views.assumptions, name="assumptions"),
    path("balcoes/<slug:name>/numeros/", views.public, name="public"),
]
