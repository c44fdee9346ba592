"""Addresses of challenges."""

from django.urls import include, path

from labx.portfolio.challenges.views import care, intake, triage

in_challenge = [
    path("", intake.record, name="record"),
    path("editar/", intake.edit, name="edit"),
    path("submeter/", intake.submit, name="submit"),
    path("retirar/", intake.withdraw, name="withdraw"),
    path("retomar/", intake.resume, name="resume"),
    path("pontuar/", triage.assess, name="assess"),
    path("decidir/", triage.decide, name="decide"),
    path("reabrir/", triage.reopen, name="reopen"),
]
in_project = [
    path("desafio/", care.origin, name="origin"),
    path("cuidados/", care.ethics, name="ethics"),
    path("cuidados/perguntas/", care.answer, name="answer"),
    path("cuidados/assinaturas/nova/", care.sign, name="sign"),
    path("cuidados/assinaturas/<uuid:sign_off>/retirar/", care.withdraw_sign_off, name="withdraw_sign_off"),
]
challenges = [
    path("desafios/", intake.index, name="list"),
    path("desafios/novo/", intake.new, name="new"),
    path("desafios/<slug:code>/", include(in_challenge)),
    path("projetos/<slug:slug>/", include(in_project)),
]
urlpatterns = [path("", include((challenges, "challenges")))]
