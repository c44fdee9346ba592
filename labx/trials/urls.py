"""Addresses of the trials room."""

from django.urls import include, path

from labx.trials.views import data, plans, results

in_trial = [
    path("", results.record, name="record"),
    path("pdf/", results.pdf, name="pdf"),
    path("pacote/", results.package, name="package"),
    path("pacote-publico/", results.public_package, name="public_package"),
    path("evidencia/", results.conclude, name="conclude"),
    path("dados/", data.upload, name="upload"),
    path("dados/<uuid:dataset>/", data.record, name="dataset"),
    path("dados/<uuid:dataset>/colunas/", data.columns, name="columns"),
    path("dados/<uuid:dataset>/original/", data.original, name="original"),
    path("dados/<uuid:dataset>/anular/", data.undo, name="undo"),
]
trials = [
    path("ensaios/", results.index, name="list"),
    path("ensaios/<slug:slug>/", include(in_trial)),
    path("projetos/<slug:slug>/protocolos/novo-ensaio/", plans.new, name="new_plan"),
    path("projetos/<slug:slug>/protocolos/<slug:code>/<int:version>/plano/", plans.edit, name="edit_plan"),
    path("projetos/<slug:slug>/protocolos/<slug:code>/<int:version>/ensaio/", plans.open_trial, name="open"),
]
urlpatterns = [path("", include((trials, "trials")))]
