"""Whatever is sent, the API answers as its description says and never breaks."""

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from labx.core.api.tokens import create_token, offered
from labx.people.middleware import actor_of
from labx.people.models import Account

QUICK, AT_ONCE, ALL = 12, 50, 10_000


@pytest.fixture(autouse=True)
def connection_of_the_test():
    """Requests share the test's transaction, so none of them may close its connection."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def fuzz(examples: int, *, is_known: bool, turn: int = 0) -> int:
    """Ask every operation this often, differently in each turn; returns how many requests that were."""
    account, _ = Account.objects.get_or_create(email="fuzz@example.org", defaults={"roles": ["administrator"]})
    _token, text = create_token(by=actor_of(account), name="fuzz", scopes=offered(), days=1)
    headers = {"Authorization": f"Bearer {text}"} if is_known else {}
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", WSGIHandler())
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @seed(turn)
        @settings(
            max_examples=examples,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case):
            nonlocal asked
            asked += 1
            answer = case.call(headers=headers)
            case.validate_response(answer, checks=[not_a_server_error, response_schema_conformance])

        ask()
    return asked


@pytest.mark.django_db
@pytest.mark.parametrize("is_known", [True, False])
def test_no_generated_request_breaks_the_api(is_known):
    assert fuzz(QUICK, is_known=is_known) >= QUICK


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("is_known", [True, False])
def test_ten_thousand_generated_requests_do_not_break_it(is_known):
    """Half of them by somebody who may do all, half by nobody; what has no parameters has one request in a turn."""
    asked = turn = 0
    while asked < ALL // 2:
        asked += fuzz(AT_ONCE, is_known=is_known, turn=turn)
        turn += 1
