"""Addresses of working together."""

from django.urls import include, path

from labx.portfolio.collaboration.views import comments, files, history, tasks

in_project = [
    path("conversa/", comments.of_project, name="of_project"),
    path("conversa/<str:kind>/<uuid:thing>/", comments.conversation, name="conversation"),
    path("comentarios/<uuid:comment>/responder/", comments.answer, name="answer"),
    path("comentarios/<uuid:comment>/editar/", comments.edit, name="edit_comment"),
    path("comentarios/<uuid:comment>/eliminar/", comments.delete, name="delete_comment"),
    path("comentarios/<uuid:comment>/versoes/", comments.versions, name="comment_versions"),
    path("tarefas/", tasks.index, name="tasks"),
    path("tarefas/calendario.ics", tasks.project_calendar, name="project_calendar"),
    path("tarefas/nova/", tasks.new, name="new_task"),
    path("tarefas/<uuid:task>/", tasks.record, name="task"),
    path("tarefas/<uuid:task>/editar/", tasks.edit, name="edit_task"),
    path("tarefas/<uuid:task>/feita/", tasks.finish, name="finish_task"),
    path("tarefas/<uuid:task>/reabrir/", tasks.reopen, name="reopen_task"),
    path("tarefas/<uuid:task>/eliminar/", tasks.delete, name="delete_task"),
    path("ficheiros/", files.index, name="files"),
    path("ficheiros/juntar/<str:kind>/<uuid:thing>/", files.attach, name="attach"),
    path("ficheiros/<uuid:file>/", files.record, name="file"),
    path("ficheiros/<uuid:file>/conteudo/", files.content, name="file_content"),
    path("ficheiros/<uuid:file>/retirar/", files.remove, name="remove_file"),
    path("atividade/", history.activity, name="activity"),
    path("atividade/lida/", history.read, name="mark_read"),
    path("versoes/", history.of_project, name="project_versions"),
    path("protocolos/<slug:code>/<int:version>/versoes/", history.of_protocol, name="protocol_versions"),
]
collaboration = [
    path("projetos/<slug:slug>/", include(in_project)),
    path("secretaria/tarefas/", tasks.own, name="own_tasks"),
    path("secretaria/tarefas.ics", tasks.own_calendar, name="own_calendar"),
]
urlpatterns = [path("", include((collaboration, "collaboration")))]
