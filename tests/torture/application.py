"""What granian serves under torture."""

from django.core.handlers.wsgi import WSGIHandler

from tests.torture.room import join

join()
application = WSGIHandler()
