"""Addresses of packs."""

from django.urls import path

from labx.core.packs import views

app_name = "packs"
urlpatterns = [
    path("conteudos/", views.index, name="index"),
    path("conteudos/<slug:room>/<slug:slug>/", views.pack, name="pack"),
    path("conteudos/<slug:room>/<slug:slug>/pacote.zip", views.download, name="download"),
    path("conteudos/<slug:room>/<slug:slug>/instalar/", views.install, name="install"),
]
