"""Checks of the settings."""

from __future__ import annotations

from django.conf import settings

from config import environment as env
from config.safety import problems
from labx.core.doctor.registry import Finding, check, note, ok


@check("Settings")
def chosen() -> Finding:
    """Names only: values may be secret."""
    mine = [setting.name for setting in env.SETTINGS if setting.text() != setting.default]
    default = [setting.name for setting in env.SETTINGS if setting.name not in mine]
    return ok(f"Set: {', '.join(mine) or 'nothing'}. At their default: {', '.join(default)}.")


@check("Production")
def production() -> Finding:
    if env.PRODUCTION.flag():
        return ok("LABX_PRODUCTION=1, and nothing insecure was found.")
    wrong = list(problems())
    said = f"LABX_PRODUCTION=0: for trying LabX. For a real server {len(wrong)} settings are still to be made."
    return note(said, " ".join(wrong))


@check("Mail")
def mail() -> Finding:
    if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        todo = "Set LABX_EMAIL_URL=smtp://user:password@host:587?tls=1 to send."
        return note("Messages are printed on the console and leave nobody's machine.", todo)
    return ok(f"Messages leave by {settings.EMAIL_HOST}:{settings.EMAIL_PORT}.")
