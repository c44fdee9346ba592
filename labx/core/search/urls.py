"""Address of the search."""

from django.urls import path

from labx.core.search import views

app_name = "search"
urlpatterns = [path("procurar/", views.search, name="search")]
