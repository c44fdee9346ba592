"""Addresses of the trials room."""

from django.urls import include, path

from labx.trials.views import carrying_out, data, notices, plans, reading, results

in_trial = [
    path("", results.record, name="record"),
    path("ver/", results.look, name="look"),
    path("relatorio/", reading.report, name="reporting"),
    path("sorteio/", carrying_out.lottery, name="lottery"),
    path("fechar/", carrying_out.close, name="close"),
    path("decidir/", carrying_out.decide, name="decide"),
    path("pdf/", results.pdf, name="pdf"),
    path("pacote/", results.package, name="package"),
    path("pacote-publico/", results.public_package, name="public_package"),
    path("aviso/", notices.notice, name="notice"),
    path("aviso-publico/", notices.public_notice, name="public_notice"),
    path("evidencia/", results.conclude, name="conclude"),
    path("dados/", data.upload, name="upload"),
    path("dados/<uuid:dataset>/", data.record, name="dataset"),
    path("dados/<uuid:dataset>/colunas/", data.columns, name="columns"),
    path("dados/<uuid:dataset>/original/", data.original, name="original"),
    path("dados/<uuid:dataset>/anular/", data.undo, name="undo"),
]
in_protocol = [
    path("ensaio/", plans.open_trial, name="open"),
    path("plano/", plans.edit, name="edit_plan"),
    path("plano/pergunta/", plans.question, name="plan_question"),
    path("plano/resultados/novo/", plans.outcome, name="new_outcome"),
    path("plano/resultados/<int:place>/", plans.outcome, name="outcome"),
    path("plano/resultados/<int:place>/retirar/", plans.remove_outcome, name="remove_outcome"),
    path("plano/<slug:step>/", plans.step, name="plan_step"),
]
trials = [
    path("ensaios/", results.index, name="list"),
    path("ensaios/aprender/antes-e-depois/", reading.before_after, name="before_after"),
    path("ensaios/<slug:slug>/", include(in_trial)),
    path("projetos/<slug:slug>/protocolos/novo-ensaio/", plans.new, name="new_plan"),
    path("projetos/<slug:slug>/protocolos/<slug:code>/<int:version>/", include(in_protocol)),
]
urlpatterns = [path("", include((trials, "trials")))]
