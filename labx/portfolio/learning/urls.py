"""Addresses of learning, all below one project's."""

from django.urls import include, path

from labx.portfolio.learning.views import assumptions, evidence, ideas, prototypes

in_project = [
    path("pressupostos/", assumptions.index, name="assumptions"),
    path("pressupostos/novo/", assumptions.new, name="new_assumption"),
    path("pressupostos/<uuid:assumption>/", assumptions.record, name="assumption"),
    path("pressupostos/<uuid:assumption>/editar/", assumptions.edit, name="edit_assumption"),
    path("pressupostos/<uuid:assumption>/concluir/", assumptions.settle, name="settle"),
    path("pressupostos/<uuid:assumption>/reabrir/", assumptions.reopen, name="reopen"),
    path("evidencia/", evidence.graph, name="graph"),
    path("evidencia/nova/", evidence.new_finding, name="new_finding"),
    path("evidencia/ligacoes/<uuid:link>/retirar/", evidence.unlink, name="unlink"),
    path("evidencia/quedas/<uuid:fall>/levantar/", evidence.lift, name="lift"),
    path("evidencia/<slug:kind>/<uuid:id>/", evidence.node, name="node"),
    path("evidencia/<slug:kind>/<uuid:id>/editar/", evidence.edit_finding, name="edit_finding"),
    path("evidencia/<slug:kind>/<uuid:id>/ligar/", evidence.link, name="link"),
    path("evidencia/<slug:kind>/<uuid:id>/tomar/", evidence.take, name="take"),
    path("evidencia/<slug:kind>/<uuid:id>/caiu/", evidence.fall, name="fall"),
    path("ideias/", ideas.index, name="ideas"),
    path("ideias/nova/", ideas.new, name="new_idea"),
    path("ideias/criterios/", ideas.criteria, name="criteria"),
    path("ideias/pontuar/", ideas.score, name="score"),
    path("ideias/<uuid:idea>/editar/", ideas.edit, name="edit_idea"),
    path("ideias/<uuid:idea>/escolher/", ideas.choose, name="choose"),
    path("prototipos/", prototypes.index, name="prototypes"),
    path("prototipos/novo/", prototypes.new, name="new_prototype"),
    path("prototipos/<uuid:prototype>/", prototypes.record, name="prototype"),
    path("prototipos/<uuid:prototype>/editar/", prototypes.edit, name="edit_prototype"),
    path("prototipos/<uuid:prototype>/seguinte/", prototypes.next_version, name="next_version"),
    path("prototipos/<uuid:prototype>/sessoes/nova/", prototypes.new_session, name="new_session"),
    path("prototipos/<uuid:prototype>/conclusoes/nova/", prototypes.new_test_finding, name="new_test_finding"),
    path("sessoes/<uuid:session>/retirar/", prototypes.withdraw_session, name="withdraw_session"),
]
urlpatterns = [path("projetos/<slug:slug>/", include((in_project, "learning")))]
