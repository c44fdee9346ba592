"""Addresses of services."""

from django.urls import include, path

from labx.trials.services.views import data, public, records

of_service = [
    path("", records.record, name="record"),
    path("pdf/", records.pdf, name="pdf"),
    path("editar/", records.edit, name="edit"),
    path("publicar/", records.publish, name="publish"),
    path("retirar/", records.withdraw, name="withdraw"),
    path("indicadores/", public.record, name="public"),
    path("alteracoes/nova/", records.new_release, name="new_release"),
    path("alteracoes/<uuid:release>/", records.edit_release, name="edit_release"),
    path("alteracoes/<uuid:release>/retirar/", records.remove_release, name="remove_release"),
    path("dados/", data.files, name="data"),
    path("dados/<uuid:file>/", data.record, name="file"),
    path("dados/<uuid:file>/trazer/", data.bring, name="bring"),
    path("dados/<uuid:file>/original/", data.original, name="original"),
    path("dados/<uuid:file>/anular/", data.undo, name="undo"),
]
services = [
    path("servicos/", records.index, name="list"),
    path("servicos/novo/", records.new, name="new"),
    path("servicos/publicos/", public.index, name="public_list"),
    path("servicos/<slug:slug>/", include(of_service)),
    path("projetos/<slug:slug>/servicos/", records.of_project, name="of_project"),
]
urlpatterns = [path("", include((services, "services")))]
