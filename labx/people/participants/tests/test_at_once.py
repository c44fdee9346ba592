"""What people and the laboratory do at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from labx.core.actors import ANONYMOUS
from labx.people.participants import jobs
from labx.people.participants.actions import inviting, joining, people
from labx.people.participants.errors import PanelProblem, RequestOver, WrongCode
from labx.people.participants.models import Invitation
from labx.people.participants.tests.making import WHO, invited, joining_of, several


@pytest.mark.django_db(transaction=True)
def test_wrong_codes_at_the_same_moment_are_all_counted(monkeypatch):
    monkeypatch.setattr(jobs.mail_code, "defer", lambda **_given: None)
    request = joining.ask_to_join(by=ANONYMOUS, joining=joining_of())

    def told(_number: int) -> type[Exception]:
        try:
            joining.confirm_join(by=ANONYMOUS, request=request, code="x")
        except PanelProblem as problem:
            return type(problem)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(told, range(8)))
    assert sorted(answers, key=str) == [RequestOver] * 3 + [WrongCode] * 5


def locked_in(queries) -> list[str]:
    """What a transaction waits for, in the order in which it first does."""
    waited = {
        "invitation": ('"participants_invitation"', ("UPDATE",)),
        "ledger": ("pg_advisory_xact_lock", ("'consent'",)),
        "person": ('"participants_participant"', ("UPDATE",)),
    }
    found = [
        name
        for query in queries
        for name, (place, words) in waited.items()
        if place in query["sql"] and all(word in query["sql"] for word in words)
    ]
    return list(dict.fromkeys(found))


@pytest.mark.django_db
def test_leaving_waits_in_the_order_of_inviting_so_that_neither_waits_for_ever(monkeypatch):
    monkeypatch.setattr(jobs.mail_invitation, "defer", lambda **_given: None)
    several(6)
    recruitment = invited()
    Invitation.objects.filter(invited_at__isnull=False).update(answer_by=timezone.localdate() - timedelta(days=1))
    with CaptureQueriesContext(connection) as inviting_others:
        inviting.note_silence(by=WHO, recruitment=recruitment)
    waiting = Invitation.objects.filter(invited_at__isnull=False, reply="waiting").select_related("participant")
    with CaptureQueriesContext(connection) as leaving:
        people.leave_panel(by=WHO, participant=waiting[0].participant)
    assert locked_in(inviting_others) == locked_in(leaving) == ["invitation", "ledger", "person"]
