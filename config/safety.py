"""What a production server refuses to start with; each message names the setting and the cure."""

import json

from config import environment as env

THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


def refuse_insecure() -> None:
    """Raise BadSetting with everything that is unsafe at once, so that one restart mends it all."""
    if env.PRODUCTION.flag() and (wrong := [*problems(), *provider_problems()]):
        raise env.BadSetting("LABX_PRODUCTION=1 but:\n" + "\n".join(f"- {line}" for line in wrong))


def problems():
    if len(env.SECRET_KEY.text()) < 50:
        yield "LABX_SECRET_KEY is missing or shorter than 50 characters: set a long random text."
    if not env.ORIGIN.text().startswith("https://"):
        yield "LABX_ORIGIN must be the public https:// address."
    if not env.HOSTS.words() or "*" in env.HOSTS.words():
        yield "LABX_HOSTS must list the host names of this site, without *."
    if (
        env.ORIGIN.text().startswith("https://")
        and env.ORIGIN.text()[8:].split(":")[0].rstrip("/") not in env.HOSTS.words()
    ):
        yield "LABX_HOSTS does not contain the host of LABX_ORIGIN."
    if not env.DATABASE_URL.text():
        yield "DATABASE_URL is empty: the embedded database is for trying LabX; name a PostgreSQL server."
    if env.DEMO.flag():
        yield "LABX_DEMO=1 shows demo logins: remove it."
    yield from mail_problems()


def mail_problems():
    """Messages carry links that open accounts: on their way through a network they are encrypted."""
    mail = env.mail_settings(env.EMAIL_URL)
    if "EMAIL_HOST" not in mail:
        yield "LABX_EMAIL_URL is console: so no message would leave: set smtp://..."
    elif not mail["EMAIL_USE_TLS"] and mail["EMAIL_HOST"] not in THIS_MACHINE:
        yield "LABX_EMAIL_URL sends messages unencrypted: add ?tls=1, or send through a relay on this machine."


def provider_problems():
    """Over plain http anybody on the way could say who signs in."""
    for provider in json.loads(env.OIDC.text() or "[]"):
        if not provider.get("settings", {}).get("server_url", "").startswith("https://"):
            yield f"LABX_OIDC: server_url of {provider.get('provider_id')!r} must begin with https://."
