"""Addresses of organisations."""

from django.urls import include, path

from labx.people.organisations.views import changes, files, people, records

app_name = "organisations"
of_entity = [
    path("", records.entity, name="entity"),
    path("editar/", records.edit_entity, name="edit_entity"),
    path("nome/", changes.rename, name="rename"),
    path("nomes/", changes.add_former_name, name="add_former_name"),
    path("nomes/<int:former>/retirar/", changes.remove_former_name, name="remove_former_name"),
    path("fim/", changes.end, name="end"),
    path("reabrir/", changes.reopen, name="reopen"),
    path("contactos/", changes.new_contact, name="new_contact"),
    path("contactos/<uuid:contact>/", changes.edit_contact, name="edit_contact"),
    path("contactos/<uuid:contact>/retirar/", changes.remove_contact, name="remove_contact"),
    path("juntar/", changes.merge_entity, name="merge_entity"),
    path("pessoas/", people.begin, name="begin_affiliation"),
]
of_partner = [
    path("", records.partner, name="partner"),
    path("editar/", records.edit_partner, name="edit_partner"),
    path("juntar/", changes.merge_partner, name="merge_partner"),
]
of_import = [
    path("", files.file, name="import"),
    path("colunas/", files.columns, name="columns"),
    path("ficheiro/", files.original, name="original"),
    path("linhas-com-erro/", files.faulty, name="faulty_rows"),
    path("desfazer/", files.undo, name="undo_import"),
]
urlpatterns = [
    path("entidades/", records.entities, name="entities"),
    path("entidades/nova/", records.new_entity, name="new_entity"),
    path("entidades/repetidas/", changes.entity_twins, name="entity_twins"),
    path("entidades/<slug:code>/", include(of_entity)),
    path("parceiros/", records.partners, name="partners"),
    path("parceiros/novo/", records.new_partner, name="new_partner"),
    path("parceiros/repetidos/", changes.partner_twins, name="partner_twins"),
    path("parceiros/<slug:code>/", include(of_partner)),
    path("organizacoes/juncoes/<uuid:merge>/desfazer/", changes.undo_merge, name="undo_merge"),
    path("organizacoes/pessoas/<uuid:affiliation>/terminar/", people.end, name="end_affiliation"),
    path("organizacoes/ficheiros/", files.index, name="imports"),
    path("organizacoes/ficheiros/novo/", files.upload, name="upload"),
    path("organizacoes/ficheiros/<uuid:id>/", include(of_import)),
    path("conta/representacao/", people.own, name="own"),
    path("conta/representacao/<uuid:affiliation>/confirmar/", people.confirm, name="confirm"),
    path("conta/representacao/<uuid:affiliation>/sair/", people.leave, name="leave"),
    path("conta/ausencias/nova/", people.arrange_absence, name="arrange_absence"),
    path("conta/ausencias/<uuid:absence>/terminar/", people.end_absence, name="end_absence"),
]
