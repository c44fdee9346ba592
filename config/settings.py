"""Django's settings, made from the environment (config/environment.py declares every variable)."""

import contextlib
import json
import os
import secrets
import sys
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from config import environment as env
from config.safety import refuse_insecure
from labx.core import logs
from labx.core.postgres.launcher import dsn_if_running

BASE_DIR = env.ROOT
PRODUCTION = env.PRODUCTION.flag()
TESTING = "pytest" in sys.modules
DEBUG = False

VAR = env.VAR.folder()
KEYS_DIR = VAR / "keys"
LAKE_DIR = VAR / "lake"
MEDIA_ROOT = VAR / "media"
GALLERY_DIR = VAR / "gallery"
CONTENT_DIRS = [BASE_DIR / "content", *([env.CONTENT.folder()] if env.CONTENT.text() else [])]


def kept_secret(path: Path) -> str:
    """The secret of this installation, made at the first start and never in a backup; whole before it is seen."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        new = path.with_name(f".{secrets.token_hex(8)}")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(new, path)
        new.unlink()
    return path.read_text().strip()


SECRET_KEY = env.SECRET_KEY.text() or kept_secret(KEYS_DIR / "secret_key")
SECRET_KEY_FALLBACKS = env.EARLIER_SECRET_KEYS.words()
ALLOWED_HOSTS = env.HOSTS.words()
ORIGIN = env.ORIGIN.text() or f"http://127.0.0.1:{env.PORT.text()}"
CSRF_TRUSTED_ORIGINS = [ORIGIN]

LABX_NAME = env.NAME.text()
LABX_INSTITUTION = env.INSTITUTION.text()
LABX_CONTACT = env.CONTACT.text()
LABX_THEME_CSS = env.THEME.text()
LABX_DEMO = env.DEMO.flag()
LABX_SCAN_COMMAND = env.SCAN_COMMAND.text()
OUTBOUND_ALLOW = env.OUTBOUND_ALLOW.words()
API_ORIGINS = env.API_ORIGINS.words()

ROOMS = [room for room in ["trials", "desks"] if room not in env.ROOMS_OFF.words()]
PARTS = {
    "desks": ["labx.desks.saved", "labx.desks.counter", "labx.desks.service"],
    "trials": ["labx.trials.services"],
}  # rooms made of several applications
INSTALLED_APPS = [
    # Ours first: its templates and its Portuguese take the place of the libraries'.
    "labx.core",
    "labx.core.pages",
    "labx.core.documentation",
    "labx.core.api",
    "labx.core.audit",
    "labx.core.events",
    "labx.core.measures",
    "labx.core.demo",
    "labx.core.jobs",
    "labx.core.notices",
    "labx.core.packs",
    "labx.core.search",
    "labx.people",
    "labx.people.organisations",
    "labx.people.participants",
    "labx.people.consent",
    "labx.people.rights",
    "labx.portfolio",
    "labx.portfolio.challenges",
    "labx.portfolio.learning",
    "labx.portfolio.delivery",
    "labx.portfolio.figures",
    "labx.portfolio.catalogue",
    "labx.portfolio.collaboration",
    *(application for room in ROOMS for application in (f"labx.{room}", *PARTS.get(room, ()))),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
]
INSTALLED_APPS = [
    app
    for app in INSTALLED_APPS
    if not app.startswith("labx.") or (BASE_DIR / app.replace(".", "/") / "apps.py").exists()
]

MIDDLEWARE = [
    "labx.core.access.noted",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "labx.core.privacy.never_kept",
    "labx.core.api.origins.for_other_sites",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "labx.people.middleware.actor_of_request",
    "labx.core.gate.deny_by_default",
]
ROOT_URLCONF = "config.urls"
FORM_RENDERER = "labx.core.pages.forms.LabRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "labx.core.pages.context.page",
                "labx.core.notices.context.notices",
            ],
        },
    }
]

DATABASE_URL = env.DATABASE_URL.text() or dsn_if_running(VAR) or f"dbname=labx host={VAR}/postgres-is-not-running"
POOL_SIZE = 0 if TESTING else env.POOL_SIZE.number()


def database(dsn: str) -> dict[str, object]:
    parts = conninfo_to_dict(dsn)
    named = {name: str(parts.pop(key, "") or "") for name, key in DJANGO_NAMES.items()}
    pool = {"pool": {"min_size": 1, "max_size": POOL_SIZE, "timeout": 10}} if POOL_SIZE else {}
    return {"ENGINE": "django.db.backends.postgresql", **named, "OPTIONS": {**parts, **pool}}


DJANGO_NAMES = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
DATABASES = {"default": database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portfolio:desk"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "labx.people.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "labx.people.adapters.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.PROXIES.number()
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_TOTP_ISSUER = LABX_NAME
MFA_FORMS = {
    "add_webauthn": "labx.people.library_forms.AddKeyForm",
    "edit_webauthn": "labx.people.library_forms.RenameKeyForm",
}
SOCIALACCOUNT_FORMS = {"disconnect": "labx.people.library_forms.DisconnectIdentityForm"}
USERSESSIONS_TRACK_ACTIVITY = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"APPS": json.loads(env.OIDC.text() or "[]"), "OAUTH_PKCE_ENABLED": True},
    "saml": {"APPS": json.loads(env.SAML.text() or "[]")},
}

# Attempts to sign in are counted for all workers together. Culled only far above what a laboratory needs.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "labx_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

LANGUAGE_CODE = "pt"
LANGUAGES = [("pt", _("Portuguese")), ("en", _("English"))]
TIME_ZONE = "Europe/Lisbon"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = "config.formats"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

LOGGING = logs.configure(env.LOG_LEVEL.text())

DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.EMAIL_FROM.text()
globals().update(env.mail_settings(env.EMAIL_URL))
refuse_insecure()
