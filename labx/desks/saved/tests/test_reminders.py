"""Reminders: asked for, neutral, to the person's own address, stopped with one click, gone when sent."""

import datetime
import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from labx.core.actors import ANONYMOUS
from labx.desks.saved.actions import reminders
from labx.desks.saved.jobs import remind_due, remind_one
from labx.desks.saved.mail import send_one
from labx.desks.saved.models import Reminder
from labx.desks.saved.tests.keeping import Keeper, kept, text_of

pytestmark = pytest.mark.django_db
ADDRESS = "filha@correio.example"
TODAY = timezone.localdate


def asked(held=None, days=(1, 5), address=ADDRESS):
    wanted = [TODAY() + datetime.timedelta(days=number) for number in days]
    held = held or kept()
    count = reminders.ask_reminders(by=ANONYMOUS, held=held, address=address, days=wanted, language="pt")
    return held, count


@pytest.fixture
def keeper(client):
    """Someone whose plan has dates still to come."""
    found = Keeper(client)
    day = TODAY() - datetime.timedelta(days=3)
    found.keep(**{"deceased.stage": "person", "death.date": f"{day:%d/%m/%Y}", "death.region": "mainland"})
    found.send("answer", fact="estate.weapon", **{"estate-weapon": "true"})
    found.send("saved-reminders")
    return found


def test_days_of_the_plan_are_offered_and_nothing_is_kept_but_day_and_address(keeper):
    days = re.findall(r'name="days" value="([^"]+)"', keeper.page.content.decode())
    assert days and "uma semana antes de uma data" in keeper.text and not Reminder.objects.exists()
    keeper.send("saved-remind", days=days[:2], address=ADDRESS, is_mine="on")
    assert "Vai receber" in keeper.text
    rows = list(Reminder.objects.all())
    assert [row.on.isoformat() for row in rows] == sorted(days[:2])
    assert all(ADDRESS.encode() not in bytes(row.address) for row in rows)
    keeper.send("saved-unremind")
    assert "Não vai receber lembretes." in keeper.text and not Reminder.objects.exists()


def test_the_address_must_be_the_persons_own(keeper):
    days = re.findall(r'name="days" value="([^"]+)"', keeper.page.content.decode())
    keeper.send("saved-remind", days=days[:1], address=ADDRESS)
    assert "Marque, se for assim." in keeper.text and ADDRESS in keeper.page.content.decode()
    keeper.send("saved-remind", days=["2020-01-01"], address="nada", is_mine="on")
    assert not Reminder.objects.exists()


def test_a_plan_without_dates_has_nothing_to_remind_of(client):
    found = Keeper(client)
    found.keep(**{"deceased.stage": "person"})
    found.send("saved-reminders")
    assert "não há nada a lembrar" in found.text


def test_asking_again_takes_the_place_of_what_was_asked():
    held, count = asked(days=(1, 5, 5, 0, -3))
    assert count == 2
    asked(held, days=(9,))
    assert Reminder.objects.count() == 1


def test_the_mail_says_nothing_of_a_death_and_stops_with_one_click():
    asked()
    first, second = Reminder.objects.all()
    Reminder.objects.filter(pk=first.pk).update(on=TODAY())
    send_one(first.pk)
    send_one(first.pk)
    (sent,) = mail.outbox
    assert sent.to == [ADDRESS] and sent.subject == f"{settings.LABX_NAME}: O lembrete que pediu"
    whole = f"{sent.subject} {sent.body}".lower()
    forbidden = ("mort", "morr", "óbito", "obito", "falec", "luto", "funeral", "heran", "bereav", "death", "!")
    assert not [word for word in forbidden if word in whole]
    link = re.search(r"http\S+/parar/", sent.body)[0]
    assert sent.extra_headers["List-Unsubscribe"] == f"<{link}>"
    path = link.removeprefix(settings.ORIGIN)
    strict = Client(enforce_csrf_checks=True)
    assert "Parar os lembretes" in text_of(strict.get(path)) and Reminder.objects.filter(pk=second.pk).exists()
    assert "Não vai receber lembretes" in text_of(strict.post(path, {"List-Unsubscribe": "One-Click"}))
    assert not Reminder.objects.exists()
    assert strict.post(path).status_code == 200
    assert strict.get(path.replace("/parar", "x/parar")).status_code == 410


def test_in_english_too():
    asked(days=(1,))
    Reminder.objects.update(on=TODAY(), language="en")
    send_one(Reminder.objects.get().pk)
    assert mail.outbox[0].subject.endswith("The reminder you asked for") and "To stop these" in mail.outbox[0].body


def test_only_what_is_due_is_sent_each_morning(monkeypatch):
    asked(days=(1, 5))
    deferred = []
    monkeypatch.setattr(remind_one, "defer", lambda **given: deferred.append(given))
    remind_due(0)
    assert deferred == []
    due = Reminder.objects.first()
    Reminder.objects.filter(pk=due.pk).update(on=TODAY() - datetime.timedelta(days=1))
    remind_due(0)
    assert deferred == [{"reminder": str(due.pk)}]  # an id, and no address, stands in the queue
    remind_one(str(due.pk))
    remind_one(str(Reminder.objects.get().pk))
    assert len(mail.outbox) == 1 and Reminder.objects.count() == 1


def test_a_changed_key_of_the_laboratory_writes_to_nobody(settings):
    asked(days=(1,))
    Reminder.objects.update(on=TODAY())
    settings.SECRET_KEY = "another"
    send_one(Reminder.objects.get().pk)
    assert mail.outbox == [] and Reminder.objects.exists(), "it waits for its key"


def test_an_earlier_key_of_the_laboratory_still_writes(settings):
    asked(days=(1,))
    Reminder.objects.update(on=TODAY())
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    send_one(Reminder.objects.get().pk)
    assert [one.to for one in mail.outbox] == [[ADDRESS]] and not Reminder.objects.exists()


def test_reminders_go_with_the_case(keeper):
    asked()
    from labx.desks.saved.models import SavedCase

    SavedCase.objects.all().delete()
    assert not Reminder.objects.exists()
