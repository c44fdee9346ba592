"""Django with the event log and measures alone."""

import os
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

VAR = Path(os.environ["LABX_VAR"])
LAKE_DIR = VAR / "lake"
SECRET_KEY = "bench"  # noqa: S105 - nothing is signed here
INSTALLED_APPS = ["labx.core.events", "labx.core.measures"]
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
