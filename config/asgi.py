"""The application granian serves."""

import gc
import os
from importlib import import_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.conf import settings
from django.core.asgi import get_asgi_application

from labx.core.bodies import at_most

application = at_most(get_asgi_application(), cookie=settings.SESSION_COOKIE_NAME)
# What stays for ever is not looked through again: a full collection of it halts every page for a fifth of a second.
import_module(settings.ROOT_URLCONF)
gc.freeze()
