"""When a counter receives: written by hand, refused with the cure, and what stands on days that were closed since."""

import datetime as dt

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from labx.core.actions import EditedMeanwhile
from labx.core.policy import NotAllowed
from labx.desks.counter.actions import bookings
from labx.desks.counter.booking.fields import DaysField, SpansField
from labx.desks.counter.models import Timetable
from labx.desks.counter.tests.receiving import appointment_of, opens, staff
from labx.desks.tests.visiting import text_of
from tests.people import account_with, actor_with, signed_in

pytestmark = pytest.mark.django_db
SENT = {
    "is_public": "on", "minutes": "45", "places": "2", "days_ahead": "30", "region": "mainland", "municipality": "",
    "closed": "24/12/2026 a 26/12/2026\n\n2/1/2027", "day-0": "9:30-12:30, 14h00 a 17h00", "edition": "0",
}  # fmt: skip


@pytest.fixture
def page(counter):
    return reverse("counter:hours", args=[counter.code])


def test_hours_are_written_shown_and_changed(counter, page):
    leader = signed_in(account_with("lab_lead"))
    assert "Ainda não há horário" in text_of(leader.get(reverse("counter:counter", args=[counter.code])))
    answer = leader.post(page, SENT)
    table = Timetable.objects.get()
    assert table.hours == {"0": [["09:30", "12:30"], ["14:00", "17:00"]]} and table.is_public
    assert table.closed == [["2026-12-24", "2026-12-26"], ["2027-01-02", "2027-01-02"]]
    told = text_of(leader.get(answer["Location"]))
    assert "Segunda-feira 09:30-12:30, 14:00-17:00" in told and "podem marcar sozinhas" in told
    again = leader.get(page).content.decode()
    assert 'value="09:30-12:30, 14:00-17:00"' in again and "24/12/2026 a 26/12/2026" in again
    late = leader.post(page, {**SENT, "day-1": "9:00-10:00"})
    assert "9:00-10:00" in late.content.decode() and "1" not in Timetable.objects.get().hours
    leader.post(page, {**SENT, "is_public": "", "day-1": "9:00-10:00", "edition": "1"})
    assert Timetable.objects.get().edition == 2
    assert "Só quem atende" in text_of(leader.get(answer["Location"]))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"day-0": "de manhã"}, "Escreva as horas como"),
        ({"day-0": "25:00-26:00"}, "Escreva as horas como"),
        ({"day-0": "12:30-9:30"}, "acabam depois de começarem"),
        ({"day-0": "9:00-12:00, 11:00-13:00"}, "não se sobrepõem"),
        ({"day-0": "9:00-9:30"}, "mais curto do que uma marcação"),
        ({"day-0": ""}, "Escreva as horas de um dia"),
        ({"closed": "31/02/2027"}, "Linha 1: escreva"),
        ({"closed": "1/1/2027\n5/1/2027 a 2/1/2027"}, "Linha 2: o último dia"),
        ({"closed": "\n" * 101}, "mais de 100 linhas"),
        ({"region": "azores", "municipality": "lisboa"}, "fica noutro sítio"),
        ({"places": "0"}, "1"),
    ],
)
def test_what_cannot_be_hours_is_refused_with_the_cure_and_nothing_is_lost(page, wrong, told):
    answer = signed_in(account_with("lab_lead")).post(page, {**SENT, **wrong})
    assert answer.status_code == 200 and told in text_of(answer)
    assert "14h00 a 17h00" in answer.content.decode() or "day-0" in wrong
    assert not Timetable.objects.exists()


def test_only_leaders_and_the_head_say_when(counter, page):
    assert signed_in(staff(counter, "graca@example.pt", is_head=True)).post(page, SENT).status_code == 302
    assert signed_in(staff(counter, "lidia@example.pt")).get(page).status_code == 404
    with pytest.raises(NotAllowed):
        bookings.set_hours(by=actor_with("researcher"), counter=counter, edition=1)
    with pytest.raises(EditedMeanwhile):
        opens(counter)


def test_appointments_on_days_that_were_closed_since_are_named(counter, page):
    opens(counter)
    made = appointment_of(staff(counter, "lidia@example.pt"), counter)
    day = timezone.localdate() + dt.timedelta(days=2)
    leader = signed_in(account_with("lab_lead"))
    closed = {**SENT, "closed": f"{day:%d/%m/%Y}", "edition": "1"}
    answer = leader.post(page, closed, follow=True)
    assert "Há marcações a horas em que agora ninguém é atendido" in text_of(answer)
    assert made.code in text_of(leader.get(page))


def test_fields_give_back_what_they_read():
    assert SpansField().prepare_value("x") == "x" and DaysField().prepare_value(None) is None
    assert SpansField(required=False).clean(None) == [] and DaysField(required=False).clean("") == []
    with pytest.raises(ValidationError):
        SpansField().clean("")
    assert isinstance(DaysField().widget, forms.Textarea)
