"""People and requests for tests, made by actions."""

from datetime import date
from typing import Any

from labx.core.actors import Actor
from labx.people.models import Account
from labx.people.rights.actions import requests
from labx.people.rights.actions.erasure import begin_erasure
from labx.people.rights.actions.mentions import find_mentions
from labx.people.rights.models import Erasure, Kind, Request
from tests.people import actor_with, open_account

RECEIVED = date(2026, 11, 2)


def officer() -> Actor:
    return actor_with("data_protection_officer")


def person_named(name: str, email: str) -> Account:
    return open_account(email, "researcher", name=name)


def letter_about(account: Account, kind: str = Kind.ERASURE, **words: Any) -> Request:
    """A request that came by letter, tied to the account, its writer known."""
    by = officer()
    request = requests.enter_request(
        by=by,
        kind=kind,
        channel="letter",
        received_on=words.pop("received_on", RECEIVED),
        name=account.name,
        contact=account.email,
        account=account.id,
        **words,
    )
    return requests.check_identity(by=by, request=request, identity="call")


def erased(request: Request, run_jobs: Any) -> Erasure:
    by = officer()
    find_mentions(by=by, request=request)
    erasure = begin_erasure(by=by, request=request)
    run_jobs()
    erasure.refresh_from_db()
    return erasure
