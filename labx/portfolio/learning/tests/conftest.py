"""A project, and somebody who leads the laboratory."""

import pytest
from django.test import Client

from labx.portfolio.models import Project
from labx.portfolio.tests.making import project_of
from tests.people import account_with, signed_in


@pytest.fixture
def project() -> Project:
    return project_of()


@pytest.fixture
def lead() -> Client:
    return signed_in(account_with("lab_lead"))
