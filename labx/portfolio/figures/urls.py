"""Addresses of the figures."""

from django.urls import include, path

from labx.portfolio.figures import views

figures = [
    path("numeros/", views.numbers, name="numbers"),
    path("numeros/pdf/", views.numbers_pdf, name="numbers_pdf"),
    path("numeros/publicados/", views.claims, name="claims"),
    path("numeros/publicados/<uuid:claim>/", views.claim, name="claim"),
    path("numeros/comunicados/", views.reported, name="reported"),
    path("numeros/contados/<str:name>/", views.events, name="events"),
]
urlpatterns = [path("", include((figures, "figures")))]
