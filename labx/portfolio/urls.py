"""Addresses of the portfolio."""

from django.urls import include, path

from labx.portfolio.views import boards, evidence, imports, intake, organisations, projects, protocols, public

in_project = [
    path("", public.page, name="public"),
    path("pdf/", public.pdf, name="public_pdf"),
    path("registo/", projects.record, name="record"),
    path("editar/", projects.edit, name="edit"),
    path("etapa/", projects.move, name="move"),
    path("organizacoes/", organisations.organisations, name="organisations"),
    path("organizacoes/juntar/", organisations.add, name="add_organisation"),
    path("organizacoes/entidades/<int:link>/retirar/", organisations.remove_entity, name="remove_entity"),
    path("organizacoes/parceiros/<int:link>/retirar/", organisations.remove_partner, name="remove_partner"),
    path("equipa/", projects.team, name="team"),
    path("equipa/<int:membership>/retirar/", projects.remove_member, name="remove_member"),
    path("pagina-publica/", evidence.public_page, name="edit_public"),
    path("publicar/", evidence.publish, name="publish"),
    path("publicar-em/", evidence.embargo, name="embargo"),
    path("retirar/", evidence.unpublish, name="unpublish"),
    path("decisoes/nova/", evidence.decide, name="decide"),
    path("numeros/<uuid:claim>/retirar/", evidence.withdraw, name="withdraw_claim"),
    path("protocolos/<slug:code>/<int:version>/", protocols.record, name="protocol"),
    path("protocolos/<slug:code>/<int:version>/congelar/", protocols.freeze, name="freeze"),
    path("protocolos/<slug:code>/<int:version>/emendar/", protocols.amend, name="amend"),
    path("protocolos/<slug:code>/<int:version>/texto.json", protocols.frozen_text, name="frozen_text"),
]
portfolio = [
    path("projetos/", projects.index, name="list"),
    path("projetos/novo/", projects.new, name="new"),
    path("projetos/quadro/", boards.board, name="board"),
    path("projetos/cronologia/", boards.timeline, name="timeline"),
    path("projetos/mapa/", boards.where, name="map"),
    path("projetos/tabela/", intake.table, name="table"),
    path("projetos/importar/", intake.bring, name="import"),
    path("projetos/importacoes/", imports.index, name="imports"),
    path("projetos/importacoes/<uuid:brought>/", imports.record, name="import_record"),
    path("projetos/importacoes/<uuid:brought>/desfazer/", imports.undo, name="undo_import"),
    path("projetos/<slug:slug>/", include(in_project)),
    path("secretaria/", projects.desk, name="desk"),
]
urlpatterns = [
    path("", public.home, name="home"),
    path("", include((portfolio, "portfolio"))),
]
