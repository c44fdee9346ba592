"""Keys and passwords that cost little: what they are worth is proved where they are made."""

import pytest

from labx.desks.saved.tests.conftest import cheap_keys

__all__ = ["cheap_keys", "cheap_passwords"]


@pytest.fixture(autouse=True)
def cheap_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
