"""A counter, two of its staff and a case; keys and passwords that cost little, proved where they are made."""

import pytest

from labx.desks.counter.tests.receiving import NOTE, TASK, Clerk, case_of, counter_called, staff
from labx.desks.saved.tests.conftest import cheap_keys

__all__ = ["cheap_keys", "cheap_passwords"]


@pytest.fixture(autouse=True)
def cheap_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def counter():
    return counter_called()


@pytest.fixture
def clerk(counter):
    return Clerk(staff(counter, "lidia@example.pt"))


@pytest.fixture
def colleague(counter):
    return Clerk(staff(counter, "bruno@example.pt"))


@pytest.fixture
def case(clerk, counter):
    return case_of(clerk.account, counter, notes={TASK: NOTE})
