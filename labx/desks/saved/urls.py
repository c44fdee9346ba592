"""Addresses of saved cases: none of them says which desk, so that an e-mail or a history tells nothing."""

from django.urls import path

from labx.desks.saved import sharing, views

app_name = "saved"
urlpatterns = [
    path("guardado/", views.open_saved, name="open"),
    path("guardado/pin-perdido/", views.lost_pin, name="lost_pin"),
    path("guardado/partilha/<str:secret>/", sharing.shared, name="share"),
    path("guardado/lembretes/<str:token>/parar/", views.stop, name="stop"),
]
