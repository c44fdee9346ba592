"""Addresses of people."""

from django.urls import path

from labx.people import views

app_name = "people"
urlpatterns = [
    path("conta/", views.own_account, name="own_account"),
    path("conta/sessoes/<int:session>/terminar/", views.end_session, name="end_session"),
    path("convite/<str:token>/", views.accept, name="accept"),
    path("pessoas/", views.people, name="list"),
    path("pessoas/convidar/", views.invite, name="invite"),
    path("pessoas/convites/<str:code>/", views.invitation, name="invitation"),
    path("pessoas/<str:code>/", views.person, name="person"),
    path("pessoas/<str:code>/fechar/", views.close, name="close"),
    path("pessoas/<str:code>/reabrir/", views.reopen, name="reopen"),
    path("pessoas/<str:code>/segundo-passo/", views.remove_second_steps, name="remove_second_steps"),
]
