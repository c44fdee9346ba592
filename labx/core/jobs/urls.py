"""Addresses of long work."""

from django.urls import path

from labx.core.jobs import views

app_name = "jobs"
urlpatterns = [
    path("trabalhos/", views.index, name="index"),
    path("trabalhos/<uuid:job_id>/", views.job, name="job"),
    path("trabalhos/<uuid:job_id>/parar/", views.cancel, name="cancel"),
    path("trabalhos/<uuid:job_id>/repetir/", views.repeat, name="repeat"),
]
