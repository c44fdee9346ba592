"""Addresses of consent."""

from django.urls import include, path

from labx.people.consent import views

of_texts = [
    path("", views.index, name="list"),
    path("novo/", views.new, name="new"),
    path("textos-base/", views.standard, name="standard"),
    path("<uuid:text>/", views.text, name="text"),
    path("<uuid:text>/editar/", views.edit, name="edit"),
    path("<uuid:text>/nova-versao/", views.new_version, name="new_version"),
    path("<uuid:text>/publicar/", views.publish, name="publish"),
    path("<uuid:text>/retirar/", views.withdraw, name="withdraw"),
]
urlpatterns = [path("consentimentos/textos/", include((of_texts, "consent")))]
