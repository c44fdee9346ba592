"""Django with the event log alone, so that a killed process is back at once."""

import os
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

VAR = Path(os.environ["LABX_VAR"])
LAKE_DIR = VAR / "lake"
SECRET_KEY = "torture"
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["labx.core.events"]
ROOT_URLCONF = "tests.torture.server"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
parts = conninfo_to_dict(os.environ["DATABASE_URL"])
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts["dbname"],
        "USER": parts["user"],
        "HOST": parts["host"],
        "PORT": parts["port"],
    }
}
