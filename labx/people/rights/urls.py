"""Addresses of rights: one's own under conta/, the officer's under privacidade/."""

from django.urls import path

from labx.people.rights.views import assessments, breaches, desk, mentions, own, registers, requests

app_name = "rights"
urlpatterns = [
    path("conta/direitos/", own.index, name="own"),
    path("conta/direitos/pedir/<str:kind>/", own.ask, name="ask"),
    path("conta/direitos/copia/", own.copy, name="own_copy"),
    path("conta/direitos/<str:code>/", own.follow, name="follow"),
    path("conta/direitos/<str:code>/retirar/", own.withdraw, name="withdraw"),
    path("direitos/recibo/<str:code>/", own.receipt, name="receipt"),
    path("privacidade/", desk.index, name="desk"),
    path("privacidade/conservacao/", desk.retention, name="retention"),
    path("privacidade/pedidos/", requests.index, name="requests"),
    path("privacidade/pedidos/novo/", requests.new, name="new_request"),
    path("privacidade/pedidos/<str:code>/", requests.record, name="request"),
    path("privacidade/pedidos/<str:code>/pessoa/", requests.name, name="name_person"),
    path("privacidade/pedidos/<str:code>/identidade/", requests.identity, name="identity"),
    path("privacidade/pedidos/<str:code>/prazo/", requests.extend, name="extend"),
    path("privacidade/pedidos/<str:code>/responder/", requests.answer, name="answer"),
    path("privacidade/pedidos/<str:code>/recusar/", requests.refuse, name="refuse"),
    path("privacidade/pedidos/<str:code>/copia/", requests.copy, name="copy"),
    path("privacidade/pedidos/<str:code>/mencoes/", mentions.index, name="mentions"),
    path("privacidade/pedidos/<str:code>/mencoes/<uuid:mention>/", mentions.decide, name="mention"),
    path("privacidade/pedidos/<str:code>/apagar/", requests.erase, name="erase"),
    path("privacidade/tratamentos/", registers.index, name="activities"),
    path("privacidade/tratamentos/preencher/", registers.draw_up, name="draw_up"),
    path("privacidade/tratamentos/novo/", registers.new, name="new_activity"),
    path("privacidade/tratamentos/<str:code>/", registers.edit, name="activity"),
    path("privacidade/avaliacoes/", assessments.index, name="assessments"),
    path("privacidade/avaliacoes/nova/", assessments.new, name="new_assessment"),
    path("privacidade/avaliacoes/<str:code>/", assessments.record, name="assessment"),
    path("privacidade/avaliacoes/<str:code>/pdf/", assessments.as_pdf, name="assessment_pdf"),
    path("privacidade/avaliacoes/<str:code>/editar/", assessments.edit, name="edit_assessment"),
    path("privacidade/avaliacoes/<str:code>/risco/", assessments.add_risk, name="add_risk"),
    path("privacidade/avaliacoes/<str:code>/risco/<uuid:risk>/retirar/", assessments.remove_risk, name="remove_risk"),
    path("privacidade/avaliacoes/<str:code>/parecer/", assessments.advise, name="advise"),
    path("privacidade/violacoes/", breaches.index, name="breaches"),
    path("privacidade/violacoes/nova/", breaches.report, name="report_breach"),
    path("privacidade/violacoes/<str:code>/", breaches.record, name="breach"),
    path("privacidade/violacoes/<str:code>/editar/", breaches.edit, name="edit_breach"),
    path("privacidade/violacoes/<str:code>/decidir/", breaches.decide, name="decide_breach"),
    path("privacidade/violacoes/<str:code>/minuta/<str:to>/", breaches.draft, name="breach_draft"),
]
