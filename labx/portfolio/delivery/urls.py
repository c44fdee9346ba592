"""Addresses of delivery."""

from django.urls import include, path

from labx.portfolio.delivery.views import blockers, handover

of_project = [
    path("bloqueios/", blockers.of_project, name="blockers"),
    path("bloqueios/novo/", blockers.new, name="new_blocker"),
    path("bloqueios/<uuid:blocker>/", blockers.edit, name="edit_blocker"),
    path("bloqueios/<uuid:blocker>/reabrir/", blockers.reopen, name="reopen_blocker"),
    path("entrega/", handover.handover, name="handover"),
    path("entrega/editar/", handover.edit, name="edit_handover"),
    path("entrega/<uuid:follow_up>/perguntar/", handover.ask, name="ask"),
]
delivery = [
    path("projetos/<slug:slug>/", include(of_project)),
    path("bloqueios/", blockers.everywhere, name="everywhere"),
    path("contratacao/", blockers.procedure, name="procedure"),
    path("seguimento/<str:token>/", handover.answer, name="answer"),
]
urlpatterns = [path("", include((delivery, "delivery")))]
