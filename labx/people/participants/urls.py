"""Addresses of the panel."""

from django.urls import include, path

from labx.people.participants.views import balance, imports, joining, own, panel, proofs, recruiting

join = [
    path("", joining.begin, name="begin"),
    path("sobre-si/", joining.about, name="about"),
    path("contacto/", joining.reach, name="reach"),
    path("codigo/<str:token>/", joining.code, name="code"),
    path("feito/", joining.joined, name="joined"),
    path("pedido/", joining.asked, name="asked"),
    path("tente-mais-tarde/", joining.asked_too_often, name="asked_too_often"),
    path("perdi-a-ligacao/", joining.lost_link, name="lost_link"),
]
own_pages = [
    path("", own.page, name="own"),
    path("alterar/", own.change, name="own_change"),
    path("renovar/", own.renew, name="own_renew"),
    path("sair/", own.leave, name="own_leave"),
    path("dados.json", own.data_file, name="own_data"),
    path("comprovativos.json", own.receipts_file, name="own_receipts"),
    path("consentimentos/<slug:purpose>/retirar/", own.withdraw, name="own_withdraw"),
    path("consentimentos/<slug:purpose>/aceitar/", own.agree, name="own_agree"),
    path("consentimentos/<slug:purpose>/comprovativo/", own.receipt, name="own_receipt"),
    path("convites/<uuid:invitation>/<slug:answer>/", own.reply, name="own_reply"),
]
staff = [
    path("", panel.index, name="list"),
    path("nova/", panel.enter, name="enter"),
    path("equilibrio/", balance.balance, name="balance"),
    path("equilibrio/populacao/", balance.load_margins, name="load_margins"),
    path("importar/", balance.upload, name="import"),
    path("importar/confirmar/", balance.bring_in, name="bring_in"),
    path("importacoes/", imports.index, name="imports"),
    path("importacoes/<uuid:brought>/", imports.record, name="import_record"),
    path("importacoes/<uuid:brought>/desfazer/", imports.undo, name="undo_import"),
    path("pedidos/", panel.requests_index, name="requests"),
    path("pedidos/<uuid:waiting>/", panel.request_page, name="request"),
    path("provas/", proofs.index, name="proofs"),
    path("provas/<uuid:entry>/", proofs.record, name="proof"),
    path("provas/<uuid:entry>/substituir/", proofs.replace, name="replace_scan"),
    path("provas/<uuid:entry>/retirar/", proofs.remove, name="remove_scan"),
    path("provas/<uuid:entry>/folha/<str:token>/", proofs.scan, name="scan"),
    path("recrutamentos/", recruiting.index, name="recruitments"),
    path("recrutamentos/novo/", recruiting.new, name="new_recruitment"),
    path("recrutamentos/<slug:code>/", recruiting.record, name="recruitment"),
    path("recrutamentos/<slug:code>/editar/", recruiting.edit, name="edit_recruitment"),
    path("recrutamentos/<slug:code>/sortear/", recruiting.draw, name="draw"),
    path("recrutamentos/<slug:code>/convidar/", recruiting.invite, name="invite"),
    path("recrutamentos/<slug:code>/presencas/", recruiting.attendance, name="attendance"),
    path("recrutamentos/<slug:code>/fechar/", recruiting.close, name="close_recruitment"),
    path("recrutamentos/<slug:code>/sorteio.json", recruiting.draw_file, name="draw_file"),
    path("recrutamentos/<slug:code>/<uuid:invitation>/", recruiting.invitation, name="invitation"),
    path("<str:code>/", panel.record, name="participant"),
    path("<str:code>/editar/", panel.edit, name="edit"),
    path("<str:code>/contacto/", panel.contact, name="contact"),
    path("<str:code>/sair/", panel.leave, name="leave"),
    path("<str:code>/renovar/", panel.renew, name="renew"),
    path("<str:code>/retirar/", panel.withdraw, name="withdraw"),
]
panel_pages = [
    path("participar/", include(join)),
    path("a-minha-participacao/", own.mine, name="mine"),
    path("a-minha-participacao/<str:token>/", include(own_pages)),
    path("participantes/", include(staff)),
    path("sorteios/<slug:code>/", recruiting.public_draw, name="public_draw"),
]
urlpatterns = [path("", include((panel_pages, "participants")))]
