"""Addresses of the desks."""

from django.urls import path

from labx.desks import views

app_name = "desks"
urlpatterns = [
    path("balcoes/", views.index, name="list"),
    path("balcoes/<slug:name>/", views.desk, name="desk"),
    path("balcoes/<slug:name>/revisao/", views.review, name="review"),
]
