"""Addresses of counters. They hold codes and no more; what is of a family is sent, never addressed."""

from django.urls import path

from labx.desks.counter.booking import views as booking
from labx.desks.counter.views import appointments, cases, counters, hours, session

app_name = "counter"
urlpatterns = [
    path("atendimento/", cases.home, name="home"),
    path("atendimento/bloqueio/", session.lock, name="lock"),
    path("atendimento/fim/", session.end, name="end"),
    path("atendimento/locais/", counters.index, name="counters"),
    path("atendimento/locais/novo/", counters.add, name="add"),
    path("atendimento/locais/<slug:code>/", counters.counter, name="counter"),
    path("atendimento/locais/<slug:code>/editar/", counters.edit, name="edit"),
    path("atendimento/locais/<slug:code>/horario/", hours.edit, name="hours"),
    path("atendimento/locais/<slug:code>/pessoal/", counters.begin_post, name="begin_post"),
    path("atendimento/locais/<slug:code>/acessos/", counters.looks, name="looks"),
    path("atendimento/locais/<slug:code>/marcacoes/", appointments.book, name="book"),
    path("atendimento/locais/<slug:code>/casos/", cases.begin, name="begin"),
    path("atendimento/pessoal/<uuid:post>/fim/", counters.end_post, name="end_post"),
    path("atendimento/marcacoes/<slug:code>/", appointments.appointment, name="appointment"),
    path("atendimento/casos/<slug:code>/", cases.case, name="case"),
    path("marcacao/", booking.own, name="own"),
]
