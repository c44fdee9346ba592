"""Addresses of the figures."""

from django.urls import include, path

from labx.portfolio.figures.views import numbers as views
from labx.portfolio.figures.views import performance

figures = [
    path("numeros/", views.numbers, name="numbers"),
    path("numeros/pdf/", views.numbers_pdf, name="numbers_pdf"),
    path("numeros/publicados/", views.claims, name="claims"),
    path("numeros/publicados/<uuid:claim>/", views.claim, name="claim"),
    path("laboratorio/", performance.overview, name="performance"),
    path("laboratorio/pdf/", performance.as_pdf, name="performance_pdf"),
    path("laboratorio/<slug:name>/", performance.behind, name="share"),
    path("numeros/comunicados/", views.reported, name="reported"),
    path("numeros/contados/<str:name>/", views.events, name="events"),
]
urlpatterns = [path("", include((figures, "figures")))]
