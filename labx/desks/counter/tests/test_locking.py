"""The lock by the server's clock, the password, what was typed meanwhile, and the end that wipes."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labx.core.audit.models import AuditEntry
from labx.desks.counter import locking
from labx.desks.counter.tests.receiving import NOTE, TASK, Clerk, held
from labx.desks.counter.views import cases as views
from labx.desks.saved.models import Attempt
from labx.desks.tests.visiting import text_of
from labx.people.models import Account
from tests.people import PASSWORD, open_account, signed_in

pytestmark = pytest.mark.django_db
WRITTEN = "escrito enquanto o tempo passou"


@pytest.fixture
def later(monkeypatch):
    now = locking.time.time()

    def wait(seconds):
        monkeypatch.setattr(locking.time, "time", lambda: now + seconds)

    return wait


def pending_in(answer):
    return re.search(r'name="pending" value="([^"]+)"', answer.content.decode())[1]


def test_after_some_minutes_a_page_asks_for_the_password_and_keeps_what_was_typed(clerk, case, later):
    clerk.open(case)
    later(locking.LOCK_SECONDS + 1)
    clerk.send("note", task=TASK, note=WRITTEN, helper="")
    assert "Bloqueado" in clerk.text and WRITTEN not in clerk.page.content.decode()
    assert NOTE not in clerk.page.content.decode() and held(case).notes == {TASK: NOTE}
    pending = pending_in(clerk.page)
    wrong = clerk.client.post(clerk.address, {"unlock": "yes", "password": "outra", "pending": pending})
    assert "Esta não é a sua palavra-passe" in text_of(wrong) and pending_in(wrong) == pending
    clerk.page = clerk.client.post(clerk.address, {"unlock": "yes", "password": PASSWORD, "pending": pending})
    assert held(case).notes == {TASK: WRITTEN} and "O seu plano" in clerk.text


def test_use_keeps_it_open(clerk, case, later):
    clerk.open(case)
    for minute in (4, 8, 12):
        later(minute * 60)
        clerk.send("plan")
        assert "Bloqueado" not in clerk.text


def test_a_session_left_alone_elsewhere_is_locked_here_too(clerk, later):
    later(locking.LOCK_SECONDS + 1)
    assert "Bloqueado" in text_of(clerk.client.get(reverse("counter:home")))


def test_locked_now_stays_locked_on_every_page(clerk, case):
    clerk.open(case)
    for address in (reverse("counter:home"), clerk.address, reverse("counter:lock")):
        clerk.client.post(reverse("counter:lock"))
        locked = clerk.client.get(address)
        assert "Bloqueado" in text_of(locked) and "no-store" in locked["Cache-Control"]
        opened = clerk.client.post(address, {"unlock": "yes", "password": PASSWORD}, follow=True)
        assert opened.redirect_chain and "Bloqueado" not in text_of(opened)


def test_a_script_may_lock_with_what_was_typed(clerk, case):
    clerk.open(case)
    clerk.send("note", lock="yes", task=TASK, note=WRITTEN, helper="")
    assert "Bloqueado" in clerk.text and held(case).notes == {TASK: NOTE}


def test_guessing_ends_the_session(clerk, case):
    clerk.client.post(reverse("counter:lock"))
    for _time in range(locking.TRIES):
        answer = clerk.client.post(reverse("counter:home"), {"unlock": "yes", "password": "outra"})
    assert answer.status_code == 302 and "_auth_user_id" not in clerk.client.session
    assert AuditEntry.objects.filter(action="counter.lock_out").exists()


@pytest.mark.parametrize("pending", ["", "nada", "AAAA"])
def test_what_waits_is_read_by_nobody_else_and_nowhere_else(clerk, case, pending):
    clerk.open(case)
    clerk.send("note", lock="yes", task=TASK, note=WRITTEN, helper="")
    waiting = pending or pending_in(clerk.page)
    elsewhere = clerk.client.post(reverse("counter:home"), {"unlock": "yes", "password": PASSWORD, "pending": waiting})
    assert elsewhere.status_code == 302 and held(case).notes == {TASK: NOTE}


def test_who_signs_in_elsewhere_is_told_to_sign_in_again(clerk):
    account = Account.objects.get(pk=clerk.account.pk)
    account.set_unusable_password()
    account.save()
    clerk = Clerk(account)
    assert "fornecedor de identidade" in text_of(clerk.client.post(reverse("counter:lock")))


def test_the_end_signs_out_and_tells_the_browser_to_forget(clerk, case):
    clerk.open(case)
    asked = clerk.client.get(reverse("counter:end"))
    assert "Terminar e limpar" in text_of(asked) and "_auth_user_id" in clerk.client.session
    ended = clerk.client.post(reverse("counter:end"))
    assert ended["Clear-Site-Data"] == '"cookies", "storage", "cache"' and "no-store" in ended["Cache-Control"]
    assert "_auth_user_id" not in clerk.client.session
    assert clerk.client.post(clerk.address, {"go": "open"}).status_code == 302


def test_the_history_of_the_tab_keeps_no_case_at_a_counter(clerk, case):
    clerk.open(case)
    clerk.send("plan")
    page = clerk.page.content.decode()
    assert "desks/counter-lock" in page and "desks/history" not in page


def test_none_of_it_is_for_others():
    for name in ("home", "lock", "end"):
        assert signed_in(open_account(f"{name}@example.pt")).get(reverse(f"counter:{name}")).status_code == 403


def test_a_lock_that_comes_while_a_page_is_made_holds(clerk, case, monkeypatch):
    clerk.open(case)
    other = Client()
    other.cookies = clerk.client.cookies.copy()
    shown = views.AtCounter.answered

    def slowly(conversation):
        other.post(reverse("counter:lock"))
        return shown(conversation)

    monkeypatch.setattr(views.AtCounter, "answered", slowly)
    clerk.send("plan")
    assert "Bloqueado" in text_of(clerk.client.get(reverse("counter:home")))


def test_who_was_signed_out_meanwhile_is_asked_to_sign_in(clerk, monkeypatch):
    asked = locking.is_locked

    def late(request):
        Session.objects.all().delete()
        return asked(request)

    monkeypatch.setattr(locking, "is_locked", late)
    answer = clerk.client.get(reverse("counter:home"))
    assert answer.status_code == 302 and answer.url == reverse("account_login")


def test_three_wrong_passwords_count_for_the_account_whatever_the_session(clerk):
    clients = [signed_in(clerk.account) for _session in range(locking.TRIES + 1)]
    for client in clients:
        client.post(reverse("counter:lock"))
    for client in clients[:-1]:
        client.post(reverse("counter:lock"), {"unlock": "yes", "password": "outra"})
    answer = clients[-1].post(reverse("counter:lock"), {"unlock": "yes", "password": PASSWORD})
    assert answer.status_code == 302 and "_auth_user_id" not in clients[-1].session
    Attempt.objects.update(last=timezone.now() - timedelta(minutes=1))
    again = signed_in(clerk.account)
    again.post(reverse("counter:lock"))
    assert again.post(reverse("counter:lock"), {"unlock": "yes", "password": PASSWORD}).url == reverse("counter:home")
    assert not Attempt.objects.exists()
