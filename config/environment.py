"""Every setting LabX reads from the environment, declared once: name, kind, default, meaning."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent


class BadSetting(RuntimeError):
    """A setting is missing or unsafe; the message says which, and the cure."""


@dataclass(frozen=True)
class Setting:
    name: str
    default: str
    meaning: str
    secret: bool = False

    def text(self) -> str:
        return os.environ.get(self.name, self.default)

    def flag(self) -> bool:
        value = self.text().strip().lower()
        if value not in {"1", "0", "true", "false", ""}:
            raise BadSetting(f"{self.name}={value!r} is neither 1 nor 0. Write {self.name}=1 or {self.name}=0.")
        return value in {"1", "true"}

    def number(self) -> int:
        try:
            return int(self.text())
        except ValueError:
            raise BadSetting(f"{self.name}={self.text()!r} is not a whole number. Write for example 8000.") from None

    def words(self) -> list[str]:
        return [word.strip() for word in self.text().split(",") if word.strip()]

    def folder(self) -> Path:
        path = Path(self.text()).expanduser()
        return path if path.is_absolute() else ROOT / path


PRODUCTION = Setting("LABX_PRODUCTION", "0", "1 on a real server: insecure settings are then refused at start")
VAR = Setting("LABX_VAR", "var", "folder of everything LabX writes: database, event lake, media, keys, logs")
DATABASE_URL = Setting("DATABASE_URL", "", "PostgreSQL to use; empty: the embedded one under LABX_VAR", secret=True)
POSTGRES_BIN = Setting("LABX_POSTGRES_BIN", "", "folder of the embedded database's PostgreSQL programs; empty: found")
SECRET_KEY = Setting(
    "LABX_SECRET_KEY",
    "",
    "signs sessions and closes what must stay secret (cases at counters, seeds, reminders): keep a copy, who loses it "
    "loses those; empty: made once and kept in LABX_VAR/keys",
    secret=True,
)
EARLIER_SECRET_KEYS = Setting(
    "LABX_EARLIER_SECRET_KEYS",
    "",
    "secret keys from before, with commas: they still open, nothing new is closed with them",
    secret=True,
)
SIGNING_KEY = Setting(
    "LABX_SIGNING_KEY", "", "signs frozen things: 32 bytes in base64; empty: LABX_VAR/keys", secret=True
)
RETIRED_KEYS = Setting("LABX_RETIRED_KEYS", "", "public keys that signed before, in base64, with commas")
HOSTS = Setting("LABX_HOSTS", "localhost,127.0.0.1,[::1]", "host names this site answers to, with commas")
PROXIES = Setting("LABX_PROXIES", "0", "proxies in front of the server, whose X-Forwarded-For lines are believed")
ORIGIN = Setting("LABX_ORIGIN", "", "public address, such as https://labx.example.pt; required in production")
BIND = Setting("LABX_BIND", "127.0.0.1", "address the server listens on")
PORT = Setting("LABX_PORT", "8000", "port the server listens on; when taken, the next free one is used")
NAME = Setting("LABX_NAME", "LabX", "name of the laboratory, shown on every page")
INSTITUTION = Setting("LABX_INSTITUTION", "Laboratório de demonstração", "public body that runs the laboratory")
CONTACT = Setting("LABX_CONTACT", "labx@example.org", "address people may write to; shown in the footer")
EMAIL_URL = Setting("LABX_EMAIL_URL", "console:", "console: or smtp://user:password@host:587?tls=1", secret=True)
EMAIL_FROM = Setting("LABX_EMAIL_FROM", "labx@example.org", "sender of the messages LabX writes")
CONTENT = Setting("LABX_CONTENT", "", "an organisation's own folder of packs")
ROOMS_OFF = Setting("LABX_ROOMS_OFF", "", "rooms switched off, with commas, such as trials")
SCAN_COMMAND = Setting(
    "LABX_SCAN_COMMAND", "", "virus scanner for attached files: a command that gets the path; 0 clean, 1 refused"
)
THEME = Setting("LABX_THEME_CSS", "", "address of a style sheet that replaces the theme's colours and fonts")
API_ORIGINS = Setting(
    "LABX_API_ORIGINS",
    "*",
    "sites whose pages may call the open part of the API (plans of desks), such as https://portal.example.pt,"
    " with commas; * all, empty none",
)
OIDC = Setting(
    "LABX_OIDC",
    "",
    "JSON list of OpenID Connect providers: provider_id, name, client_id, secret, server_url",
    secret=True,
)
SAML = Setting(
    "LABX_SAML",
    "",
    "JSON list of SAML providers: provider_id, name, settings as django-allauth reads them",
    secret=True,
)
OUTBOUND_ALLOW = Setting("LABX_OUTBOUND_ALLOW", "", "private addresses the outbound client may reach, with commas")
DEMO = Setting("LABX_DEMO", "0", "1 shows the demo logins on the sign-in page; `make run` sets it")
POOL_SIZE = Setting("LABX_POOL_SIZE", "10", "database connections each server process may hold")
LOG_LEVEL = Setting("LABX_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR")

SETTINGS = tuple(value for value in list(globals().values()) if isinstance(value, Setting))


def mail_settings(setting: Setting) -> dict[str, object]:
    """Django's mail settings from one address."""
    url = urlsplit(setting.text())
    if url.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if url.scheme != "smtp" or not url.hostname:
        raise BadSetting(f"{setting.name} must be console: or smtp://user:password@host:587?tls=1.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or 25,
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": parse_qs(url.query).get("tls") == ["1"],
        "EMAIL_TIMEOUT": 20,
    }
