"""The application granian serves."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.conf import settings
from django.core.asgi import get_asgi_application

from labx.core.bodies import at_most

application = at_most(get_asgi_application(), cookie=settings.SESSION_COOKIE_NAME)
