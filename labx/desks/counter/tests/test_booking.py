"""An appointment that a person books from the plan, sees by its code, changes and cancels."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from icalendar import Calendar

from labx.core.actors import ANONYMOUS
from labx.core.audit.models import AuditEntry
from labx.core.personal import Person
from labx.core.policy import NotAllowed
from labx.desks.counter import hours, queries
from labx.desks.counter.actions import appointments, bookings
from labx.desks.counter.errors import NoPlaceLeft, NothingBooked, NotYetAgain, Over
from labx.desks.counter.models import Appointment, Counter
from labx.desks.counter.personal import DATA
from labx.desks.counter.tests.receiving import DESK, WHO, appointment_of, counter_called, opens, staff
from labx.desks.counter.tests.test_counters import words_of
from labx.desks.saved.codes import in_groups, new_code
from labx.desks.saved.tests.keeping import CODE
from labx.desks.tests.visiting import FIRST, Visitor, text_of
from labx.people.middleware import actor_of
from tests.people import signed_in

pytestmark = pytest.mark.django_db
OWN = "/marcacao/"


@pytest.fixture
def counter():
    return opens(counter_called()).counter


def later(days):
    """The first of the days after today: of today some hours may be past."""
    return next(day for day in days if day > timezone.localdate().isoformat())


def choices(answer, name):
    return re.findall(rf'name="{name}" value="([^"]+)"', answer.content.decode())


def free_at(counter, place=0):
    """A moment that is free now; `place` counts them."""
    table = Counter.objects.select_related("timetable").get(pk=counter.pk).timetable
    return list(hours.free_on(table, hours.bookable_days(table)[1:]))[place]


def booked(counter, place=0, code=None, **said):
    """Someone's appointment, and its whole code."""
    code = code or new_code()
    words = {"called": "Rita", "contact": "912 345 678", **said}
    fresh = Counter.objects.select_related("timetable").get(pk=counter.pk)
    made = bookings.book_place(by=ANONYMOUS, counter=fresh, desk=DESK, at=free_at(counter, place), code=code, **words)
    return made, code


def at_the_hours(client, counter):
    """A visitor who chose the first free day, and what the page of its hours offers."""
    visitor = Visitor(client)
    visitor.send("first", **FIRST)
    visitor.send("plan")
    assert "Marcar atendimento num balcão" in visitor.text
    visitor.send("book")
    assert "Em que dia" in visitor.text and "Onde" not in visitor.text.split("Em que dia")[0]
    day = later(choices(visitor.page, "day"))
    visitor.send("book-hour", counter=counter.code, day=day)
    (code,) = choices(visitor.page, "code")
    return visitor, {"counter": counter.code, "day": day, "code": code}


def test_a_person_books_from_the_plan_and_keeps_the_plan(client, counter):
    visitor, sent = at_the_hours(client, counter)
    hour = choices(visitor.page, "hour")[0]
    before = visitor.page
    visitor.send("book-make", **sent, hour=hour, called="Rita", contact="912 345 678")
    code = CODE.search(visitor.text)[0]
    assert "Está marcado" in visitor.text and code == in_groups(sent["code"])
    made = Appointment.objects.get()
    assert made.at == dt.datetime.fromisoformat(hour) and made.state == "booked" and made.is_own
    assert queries.content_of(made) == {"called": "Rita", "contact": "912 345 678"} and made.case is None
    assert made.code == sent["code"][:8].lower() and sent["code"].encode() not in bytes(made.door)
    booked_page = visitor.page
    visitor.send("handover", code=sent["code"])
    sheet = words_of(visitor.page)
    assert code in sheet and "Espaço de Coimbra" in sheet and "O quadrado leva" in sheet and "Rita" not in sheet
    visitor.page = booked_page
    visitor.send("plan")
    assert "O seu plano" in visitor.text
    visitor.page = before
    visitor.send("book-make", **sent, hour=hour)  # the same button twice
    assert "Está marcado" in visitor.text and Appointment.objects.count() == 1
    entry = AuditEntry.objects.get(action="counter.book_place")
    assert "Rita" not in str(entry.__dict__)


def test_what_somebody_took_is_offered_to_nobody_and_what_was_typed_stays(client, counter):
    visitor, sent = at_the_hours(client, counter)
    offered = choices(visitor.page, "hour")
    booked(counter)
    visitor.send("book-make", **sent, hour=offered[0], called="Bento")
    assert "já não há lugar" in visitor.text and 'value="Bento"' in visitor.page.content.decode()
    assert choices(visitor.page, "hour") == offered[1:]
    visitor.send("book-make", **sent)
    assert "Preencha este campo" in visitor.text and Appointment.objects.count() == 1
    for _hour in offered[1:]:
        booked(counter)
    visitor.send("book-make", **sent, hour=offered[-1])
    assert "já não há lugar" in visitor.text and sent["day"] not in choices(visitor.page, "day")


def test_what_is_sent_without_a_place_or_a_counter_asks_again(client, counter):
    visitor = Visitor(client)
    visitor.send("book-hour", counter="nada")
    assert "Em que dia" in visitor.text
    visitor.send("book-hour", counter=counter.code)
    assert "Em que dia" in visitor.text
    visitor.send("book-make", counter="nada")
    visitor.send("book-day", counter="nada")
    assert "Em que dia" in visitor.text
    opens(counter_called("Évora"))
    visitor.send("book")
    assert "Aonde quer ir?" in visitor.text and "Évora" in visitor.text
    visitor.send("book-day", counter=counter.code)
    assert "Espaço de Coimbra" in visitor.text and "Em que dia" in visitor.text
    Counter.objects.update(is_open=False)
    visitor.send("book-day", counter=counter.code)
    assert "não se pode marcar" in visitor.text
    visitor.send("plan")
    assert "Marcar atendimento num balcão" not in visitor.text


def test_a_counter_without_a_free_day_says_so(client, counter):
    today = timezone.localdate()
    opens(counter, 1, closed=[[today.isoformat(), (today + dt.timedelta(days=20)).isoformat()]])
    visitor = Visitor(client)
    visitor.send("book")
    assert "Não há lugar nos dias" in visitor.text


def test_nobody_books_where_people_may_not_or_at_another_hour(counter):
    at = free_at(counter)
    words = {"desk": DESK, "called": "", "contact": "", "code": new_code(), "by": ANONYMOUS}
    for wrong in (at + dt.timedelta(minutes=10), at - dt.timedelta(days=30), at + dt.timedelta(days=60)):
        with pytest.raises(NoPlaceLeft):
            bookings.book_place(counter=counter, at=wrong, **words)
    with pytest.raises(NothingBooked):  # a code of somebody else's appointment
        made = appointment_of(staff(counter, "lidia@example.pt"), counter)
        bookings.book_place(counter=queries.counter_called(counter.code), at=at, **{**words, "code": made.code.upper()})
    opens(counter, 1, is_public=False)
    with pytest.raises(NotAllowed):
        bookings.book_place(counter=queries.counter_called(counter.code), at=at, **words)
    with pytest.raises(NoPlaceLeft):  # closed for the public after this page was read
        bookings.book_place(counter=counter, at=at, **words)


def test_one_network_books_some_and_then_waits(rf):
    request = rf.post("/", REMOTE_ADDR="192.0.2.1")
    for _time in range(bookings.FREE_BOOKINGS):
        bookings.charge_booking(request)
    with pytest.raises(NotYetAgain):
        bookings.charge_booking(request)
    bookings.charge_booking(rf.post("/", REMOTE_ADDR="192.0.2.2"))


def test_by_the_code_it_is_seen_taken_along_changed_and_cancelled(client, counter):
    made, code = booked(counter)
    assert "Código da sua marcação" in text_of(client.get(OWN))
    written = in_groups(code).lower()

    def send(go, **fields):
        return client.post(OWN, {"code": written, "go": go, **fields})

    page = text_of(send("see"))
    assert "Espaço de Coimbra" in page and f"{made.local_at:%H:%M}" in page and "912" not in page
    sheet = words_of(send("sheet"))
    assert in_groups(code) in sheet and "Rita" not in sheet
    entry = Calendar.from_ical(send("calendar").content).walk("VEVENT")[0]
    assert entry["dtstart"].dt == made.at and entry["dtend"].dt - entry["dtstart"].dt == dt.timedelta(minutes=30)
    assert str(entry["summary"]) == "Atendimento" and code not in str(entry) and "marcacao" in entry["description"]
    day = later(choices(send("days"), "day"))
    assert "Em que dia?" in text_of(send("hours"))
    offered = choices(send("hours", day=day), "hour")
    assert made.at in {dt.datetime.fromisoformat(one) for one in offered}  # its own place counts as free
    moved = send("move", hour=offered[-1])
    assert "Está mudada" in text_of(moved)
    made.refresh_from_db()
    assert made.at == dt.datetime.fromisoformat(offered[-1]) and made.edition == 2
    _other, _code = booked(counter, 0)
    assert "já não há lugar" in text_of(send("move", hour=offered[0]))
    assert "já não há lugar" in text_of(send("move", hour="2020-01-01T09:00:00+00:00"))
    assert "Sim, desmarcar" in text_of(send("cancel"))
    assert "foi apagado" in text_of(send("cancelled"))
    made.refresh_from_db()
    assert made.state == "cancelled" and queries.content_of(made) == {"called": "", "contact": ""}
    with pytest.raises(Over):  # the page that booked it, sent once more
        booked(counter, code=code)
    again = text_of(send("cancelled"))
    assert "já não pode ser mudada" in again.lower() and "cancelad" in text_of(send("see"))
    assert made.at in {free_at(counter, place) for place in range(5)} and bookings.made_with(code) is None


def test_a_wrong_code_opens_nothing_and_trying_is_slowed(client, counter, settings):
    made, code = booked(counter)
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    for typed in (wrong, wrong, "nada"):
        assert "não abre nada aqui" in text_of(client.post(OWN, {"code": typed}))
    client.post(OWN, {"code": wrong})
    assert "Espere" in text_of(client.post(OWN, {"code": code}))
    staffs = appointment_of(staff(counter, "lidia@example.pt"), counter)
    assert "não abre nada" in text_of(client.post(OWN, {"code": staffs.code + "AAAAAAAA"}))
    before, settings.SECRET_KEY = settings.SECRET_KEY, "another key of this laboratory"
    with pytest.raises(NothingBooked):
        bookings.cancel_own(by=ANONYMOUS, code=code)
    settings.SECRET_KEY_FALLBACKS = [before]
    assert bookings.cancel_own(by=ANONYMOUS, code=code).pk == made.pk


def test_what_is_past_cannot_be_changed(counter, client):
    _made, code = booked(counter)
    Appointment.objects.update(at=timezone.now() - dt.timedelta(hours=1))
    with pytest.raises(Over):
        bookings.move_own(by=ANONYMOUS, code=code, at=free_at(counter))
    assert "Mudar o dia" not in text_of(client.post(OWN, {"code": code}))


def test_where_bookings_ended_an_appointment_can_still_be_cancelled(counter, client):
    _made, code = booked(counter)
    opens(counter, 1, is_public=False)
    assert "Não há lugar nos dias" in text_of(client.post(OWN, {"code": code, "go": "days"}))
    with pytest.raises(NoPlaceLeft):
        bookings.move_own(by=ANONYMOUS, code=code, at=free_at(counter, 2))
    assert "foi apagado" in text_of(client.post(OWN, {"code": code, "go": "cancelled"}))


def test_the_clerk_sees_it_in_the_day_calls_by_the_name_and_takes_no_place_twice(counter):
    clerk = staff(counter, "lidia@example.pt")
    made, _code = booked(counter)
    browser = signed_in(clerk)
    day = text_of(browser.get(reverse("counter:home")))
    assert made.code in day and "Rita" not in day and f"{made.local_at:%H:%M}" in day
    assert browser.get(reverse("counter:home"), {"m-dia": "hoje"}).status_code == 200
    address = reverse("counter:appointment", args=[made.code])
    assert "a própria pessoa" in text_of(browser.get(address))
    assert "Rita" in browser.post(address, {"go": "see"}).content.decode()
    same = {"desk": DESK, "day": f"{made.local_at:%d/%m/%Y}", "hour": f"{made.local_at:%H:%M}"}
    full = browser.post(reverse("counter:book", args=[counter.code]), same)
    assert "já não há lugar" in text_of(full) and Appointment.objects.count() == 1
    other = appointments.book(
        by=actor_of(clerk), counter=counter, desk=DESK, at=made.at + dt.timedelta(hours=9), contact=""
    )
    moving = browser.post(
        reverse("counter:appointment", args=[other.code]), {**same, "go": "move", "edition": other.edition}
    )
    assert "já não há lugar" in text_of(moving)
    stays = {**same, "go": "move", "edition": made.edition, "called": "Rita", "contact": "outro"}
    assert browser.post(address, stays).status_code == 302


def test_the_name_to_call_is_found_and_leaves_when_a_person_is_erased(counter):
    made, _code = booked(counter, called="Zélia Zurzidão")
    kept = next(one for one in DATA if one.kind == "counter.appointments")
    person = Person(names=("Zélia Zurzidão",))
    assert [one["code"] for one in kept.of(person)] == [made.code]
    assert kept.erase(person, WHO) == 1 and list(kept.of(person)) == []


def test_the_clock_is_that_of_the_counter(client):
    counter = opens(counter_called("Horta"), region="azores").counter
    made, code = booked(counter)
    assert made.local_at.time() == dt.time(9)
    assert made.at.astimezone(dt.UTC).replace(tzinfo=None) - made.local_at in (dt.timedelta(0), dt.timedelta(hours=1))
    with translation.override("pt"):
        assert f"às {made.local_at:%H:%M}" in text_of(client.post(OWN, {"code": code}))
