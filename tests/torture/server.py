"""The server under torture: one address that publishes one event and answers when it is on disk."""

from uuid import UUID

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from labx.core.events.publish import publish
from tests.torture.room import PROJECT


def receive(request: HttpRequest, number: UUID) -> HttpResponse:
    try:
        publish(name="torture.hit", subject=number, project=PROJECT, context={"by": "server"}, id=number)
    except DatabaseError:
        connection.close()
        return HttpResponse(status=503)
    return HttpResponse(status=201)


urlpatterns = [path("<uuid:number>", receive)]
