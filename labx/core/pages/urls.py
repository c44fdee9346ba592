"""Addresses of the frame: language, appearance, accessibility statement, style page."""

from django.urls import path
from django.views.i18n import set_language

from labx.core.gate import requires
from labx.core.pages import style, views

app_name = "pages"
urlpatterns = [
    path("idioma/", requires("core.see_public_pages")(set_language), name="language"),
    path("aspeto/", views.set_appearance, name="appearance"),
    path("acessibilidade/", views.accessibility, name="accessibility"),
    path("estilo/", style.page, name="style"),
    path("estilo/erros/", style.mistakes, name="style-mistakes"),
    path("estilo/impressao/", style.printed, name="style-print"),
    path("estilo/cidadao/", style.citizen, name="style-citizen"),
    path("estilo/apagar/", style.confirm, name="style-confirm"),
    path("estilo/progresso/", style.progress, name="style-progress"),
]
