"""Who booked is told once of what changed: by e-mail where they left an address, else the counter sees whom to call."""

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from labx.core.actors import ANONYMOUS
from labx.core.audit.models import AuditEntry
from labx.core.policy import NotAllowed
from labx.desks.counter import queries
from labx.desks.counter.actions import appointments, bookings, posts
from labx.desks.counter.booking.mail import send_one
from labx.desks.counter.booking.reaching import address_in
from labx.desks.counter.jobs import tell_one
from labx.desks.counter.models import Appointment
from labx.desks.counter.tests.receiving import DESK, WHO, appointment_of, counter_called, opens, staff
from labx.desks.counter.tests.test_booking import OWN, booked, free_at
from labx.desks.tests.visiting import FIRST, Visitor, text_of
from labx.people.middleware import actor_of
from tests.people import account_with, actor_with, signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "rita@correio.example"
BEREAVED = ("morte", "morr", "óbito", "obito", "luto", "bereavement", "death")


@pytest.fixture
def counter():
    return opens(counter_called("Loja de Coimbra")).counter


@pytest.fixture
def clerk(counter):
    return staff(counter, "lidia@example.pt")


def fresh(made):
    return Appointment.objects.select_related("counter__timetable").get(pk=made.pk)


def closes(counter, edition=1, **words):
    """No hours on any weekday any more."""
    return opens(counter, edition, **{"hours": {}, "is_public": False, **words})


def sent_for(made):
    """What the worker does; once more sends nothing more."""
    for _time in range(2):
        send_one(made.pk)
    found, mail.outbox = list(mail.outbox), []
    return found


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        ("rita@correio.example", "rita@correio.example"),
        ("Rita (rita@correio.example), 912 345 678.", "rita@correio.example"),
        ("Escreva para rita@correio.example.", "rita@correio.example"),
        ("912 345 678", ""),
        ("", ""),
        ("rita@correio", ""),
        ("a@x.pt ou b@x.pt", ""),
        ("rita @ correio.example", ""),
        ("\r\nBcc: a@x.pt, b@x.pt", ""),
    ],
)
def test_an_address_is_found_among_other_words_or_none_is(contact, address):
    assert address_in(contact) == address


def test_when_the_hours_change_who_left_an_address_is_told_once_and_with_care(counter, client):
    made, code = booked(counter, contact=ADDRESS)
    closes(counter)
    assert (fresh(made).to_tell, fresh(made).is_mailed) == ("closed", True)
    (message,) = sent_for(made)
    assert message.to == [ADDRESS] and message.subject.endswith(": A sua marcação")
    assert not any(word in message.subject.lower() + message.body.lower() for word in BEREAVED)
    assert "não vai haver ninguém ao balcão" in message.body and "/marcacao/" in message.body
    assert code not in message.body and "Rita" not in message.body and "!" not in message.body
    assert "A essa hora não vai haver ninguém ao balcão" in text_of(client.post(OWN, {"code": code}))
    closes(counter, 2, minutes=45)  # saved again: it still does not stand, and they know
    assert fresh(made).to_tell == "" and sent_for(made) == []
    opens(counter, 3)
    assert "não vai haver ninguém" not in text_of(client.post(OWN, {"code": code}))
    closes(counter, 4)
    assert fresh(made).to_tell == ""  # of this hour they were told
    opens(counter, 5)
    bookings.move_own(by=ANONYMOUS, code=code, at=free_at(counter, 3))
    closes(counter, 6)
    assert fresh(made).to_tell == "closed"  # of the new hour they were not
    entries = AuditEntry.objects.filter(action="counter.told")
    assert entries.count() == 1 and ADDRESS not in str(entries.get().__dict__)


def test_what_stands_again_before_anybody_was_told_is_told_to_nobody(counter):
    made, _code = booked(counter, contact=ADDRESS)
    closes(counter)
    opens(counter, 2)
    assert fresh(made).to_tell == "" and sent_for(made) == []
    closes(counter, 3)
    assert fresh(made).to_tell == "closed"


def test_an_hour_that_still_fits_stands_and_staff_may_stand_outside_the_hours(counter, clerk):
    made, _code = booked(counter, contact=ADDRESS)
    at = free_at(counter) + dt.timedelta(hours=9)  # a day that is no holiday
    outside = appointments.book(by=actor_of(clerk), counter=counter, desk=DESK, at=at, contact="912 345 678")
    later = {str(weekday): [["08:00", "12:00"]] for weekday in range(7)}
    opens(counter, 1, hours=later)
    assert fresh(made).to_tell == fresh(outside).to_tell == ""
    day = fresh(outside).local_at.date().isoformat()
    opens(counter, 2, hours=later, closed=[[day, day]])
    assert fresh(outside).to_tell == "closed" and not fresh(outside).is_mailed


def test_a_counter_that_receives_nobody_any_more_tells_all(counter):
    made, _code = booked(counter, contact=ADDRESS)
    silent, _code = booked(counter, 1, contact="")
    named = {"name": counter.name, "place": counter.place}
    posts.edit_counter(by=WHO, counter=counter, edition=1, is_open=True, **named)
    assert fresh(made).to_tell == ""
    posts.edit_counter(by=WHO, counter=counter, edition=2, is_open=False, **named)
    assert fresh(made).to_tell == "closed" and fresh(silent).to_tell == ""
    assert fresh(silent).void_at == fresh(silent).at


def test_a_clerk_who_moves_it_sends_an_e_mail_in_the_language_of_the_person(counter, clerk):
    made, _code = booked(counter, contact=ADDRESS, language="en")
    browser, address = signed_in(clerk), reverse("counter:appointment", args=[made.code])
    at = fresh(made).local_at + dt.timedelta(days=1)
    sent = {"go": "move", "day": f"{at:%d/%m/%Y}", "hour": f"{at:%H:%M}", "called": "Rita", "contact": ADDRESS}
    moved = browser.post(address, {**sent, "edition": made.edition}, follow=True)
    assert "A pessoa recebe um e-mail." in text_of(moved) and "Segue um e-mail." in text_of(moved)
    (message,) = sent_for(made)
    assert message.subject.endswith(": Your appointment") and f"{at:%H:%M}" in message.body
    assert "Your appointment has another day or hour" in message.body and "Loja de Coimbra" in message.body
    same = browser.post(address, {**sent, "called": "Rita M.", "edition": fresh(made).edition}, follow=True)
    assert "recebe um e-mail" not in text_of(same) and fresh(made).to_tell == ""  # nothing moved
    back = {**sent, "hour": "19:00", "is_known": "on", "edition": fresh(made).edition}
    browser.post(address, back)
    assert fresh(made).local_at.hour == 19 and fresh(made).to_tell == ""


def test_what_the_counter_cancels_is_told_and_then_forgotten(counter, clerk):
    made, _code = booked(counter, contact=f"Rita {ADDRESS}")
    browser, address = signed_in(clerk), reverse("counter:appointment", args=[made.code])
    sent = {"go": "settle", "state": "cancelled"}
    answer = browser.post(address, {**sent, "edition": made.edition}, follow=True)
    assert "A pessoa recebe um e-mail." in text_of(answer)
    browser.post(address, {**sent, "edition": fresh(made).edition})  # sent twice
    assert fresh(made).to_tell == "cancelled"
    (message,) = sent_for(made)
    assert "Tivemos de desmarcar" in message.body and "balcoes" not in message.body and "/marcacao/" not in message.body
    assert queries.content_of(fresh(made)) == {"called": "", "contact": ""}
    assert sent_for(made) == []


def test_without_an_address_the_counter_sees_whom_to_call_until_it_is_noted(counter, clerk):
    made, _code = booked(counter, contact="912 345 678")
    browser, address = signed_in(clerk), reverse("counter:appointment", args=[made.code])
    answer = browser.post(address, {"go": "settle", "state": "cancelled", "edition": made.edition}, follow=True)
    assert "Avise a pessoa por telefone" in text_of(answer) and "avise por telefone" in text_of(answer)
    day = text_of(browser.get(reverse("counter:home")))
    assert "Por avisar" in day and "Avisar por telefone." in day and "912" not in day
    assert sent_for(made) == []
    assert "912 345 678" in browser.post(address, {"go": "see"}).content.decode()
    late = browser.post(address, {"go": "told", "edition": "99"}, follow=True)
    assert "Entretanto" in text_of(late) and fresh(made).to_tell == "cancelled"
    browser.post(address, {"go": "told", "edition": "x"})
    assert "Anotado." in text_of(browser.post(address, {"go": "told", "edition": fresh(made).edition}, follow=True))
    assert queries.content_of(fresh(made)) == {"called": "", "contact": ""}
    assert "Avisar por telefone." not in text_of(browser.get(reverse("counter:home")))
    with pytest.raises(NotAllowed):
        appointments.note_told(by=actor_with("lab_lead"), appointment=fresh(made), edition=3)


def test_what_people_did_themselves_is_told_to_nobody(counter, clerk):
    made, _code = booked(counter, contact=ADDRESS)
    own, code = booked(counter, 1, contact=ADDRESS)
    browser = signed_in(clerk)
    by_telephone = {"go": "settle", "state": "cancelled", "is_known": "on", "edition": made.edition}
    answer = browser.post(reverse("counter:appointment", args=[made.code]), by_telephone, follow=True)
    assert "foi apagado" in text_of(answer) and fresh(made).to_tell == ""
    closes(counter)
    bookings.cancel_own(by=ANONYMOUS, code=code)
    assert fresh(own).to_tell == "" and sent_for(own) == [] and sent_for(made) == []
    came = appointment_of(clerk, counter)
    Appointment.objects.filter(pk=came.pk).update(to_tell="moved")
    appointments.settle_appointment(by=actor_of(clerk), appointment=fresh(came), edition=1, state="came")
    assert fresh(came).to_tell == ""


def test_what_is_past_or_cannot_be_read_is_not_sent(counter, settings):
    made, _code = booked(counter, contact=ADDRESS)
    closes(counter)
    Appointment.objects.update(at=timezone.now() - dt.timedelta(hours=1))
    assert sent_for(made) == [] and fresh(made).to_tell == ""
    unread, _code = booked_again(counter)
    settings.SECRET_KEY = "another key of this laboratory"
    tell_one(appointment=str(unread.pk))
    assert mail.outbox == [] and (fresh(unread).to_tell, fresh(unread).is_mailed) == ("closed", False)


def booked_again(counter):
    opens(counter, 2)
    made, code = booked(counter, 2, contact=ADDRESS)
    closes(counter, 3)
    return made, code


def test_an_address_that_cannot_be_one_is_asked_again_and_nothing_is_lost(client, counter):
    visitor = Visitor(client)
    visitor.send("first", **FIRST)
    at = free_at(counter)
    sent = {"counter": counter.code, "day": at.date().isoformat(), "hour": at.isoformat(), "called": "Rita"}
    visitor.send("book-make", **sent, contact="rita@correio")
    assert "Escreva um só e-mail" in visitor.text and 'value="rita@correio"' in visitor.page.content.decode()
    visitor.send("book-make", **sent, contact=ADDRESS)
    assert Appointment.objects.get().language == "pt"


def test_the_page_of_the_hours_says_who_is_told_how(counter):
    booked(counter, contact=ADDRESS)
    booked(counter, 1, contact="912 345 678")
    closes(counter)
    with translation.override("pt"):
        page = text_of(signed_in(account_with("lab_lead")).get(reverse("counter:hours", args=[counter.code])))
    assert "segue um e-mail" in page and "avisar por telefone" in page and "912" not in page
