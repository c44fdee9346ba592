"""What must stay secret until a trial closes, encrypted in the database with a key of this installation.

Who has the database alone, a backup say, reads neither the next group nor which code stands behind a hash.
"""

import base64
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.translation import gettext as _

from labx.trials.actions import NotNow

SECRET_BYTES = 32


class CannotOpen(NotNow):
    """The key of the installation is another one than when this was closed."""


def closed(text: str) -> str:
    return keys().encrypt(text.encode()).decode()


def opened(box: str) -> str:
    try:
        return keys().decrypt(box.encode()).decode()
    except InvalidToken as error:
        raise CannotOpen(
            _("The sealed list cannot be opened: this installation's secret key changed. Put the earlier key back.")
        ) from error


def keys() -> MultiFernet:
    """One key for each secret key of the installation, today's first: earlier ones still open."""
    return MultiFernet([Fernet(key_of(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def key_of(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.blake2b(secret.encode(), digest_size=32, person=b"trial lottery").digest())


def new_secret() -> str:
    return secrets.token_hex(SECRET_BYTES)


def plain_hash(trial: object, unit: str) -> str:
    """What stood for a unit before trials had secrets: guessable where codes are few."""
    return hashlib.sha256(f"{trial}\0{unit}".encode()).hexdigest()


def hidden_hash(secret: str, plain: str) -> str:
    """A plain hash that cannot be guessed without the trial's secret."""
    return hmac.new(bytes.fromhex(secret), plain.encode(), hashlib.sha256).hexdigest()
