"""Counters, who works there, appointments, the sheet, who looked, and what goes after how long."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from labx.core import personal
from labx.core.actions import EditedMeanwhile
from labx.core.personal import Person
from labx.core.policy import NotAllowed
from labx.desks.counter import boxes, queries
from labx.desks.counter import demo as demo_counter
from labx.desks.counter.actions import appointments, cases, looks, posts
from labx.desks.counter.errors import NoAccount, NotLookedThrough, WorksThere
from labx.desks.counter.files import for_square
from labx.desks.counter.models import Appointment, Case, Counter, Look, Post
from labx.desks.counter.personal import DATA
from labx.desks.counter.tests.receiving import DESK, TASK, WHO, appointment_of, brought, case_of, counter_called, staff
from labx.desks.tests.visiting import plan_page, sealed, text_of
from labx.people.demo import create_demo_accounts
from labx.people.middleware import actor_of
from tests.people import account_with, actor_with, open_account, signed_in

pytestmark = pytest.mark.django_db
PHONE = "Rita, 912 345 678"


@pytest.fixture
def clerk(counter):
    return staff(counter, "lidia@example.pt")


@pytest.fixture
def head(counter):
    return staff(counter, "graca@example.pt", is_head=True)


def kept(kind):
    return next(one for one in DATA if one.kind == kind)


def test_a_counter_is_added_changed_and_listed(client):
    leader = signed_in(account_with("lab_lead"))
    answer = leader.post(reverse("counter:add"), {"name": "Coimbra", "place": "Piso 1"})
    counter = Counter.objects.get()
    assert answer["Location"] == reverse("counter:counter", args=[counter.code])
    edit = reverse("counter:edit", args=[counter.code])
    sent = {"name": "Coimbra", "place": "Piso 2", "edition": 1}
    assert leader.post(edit, sent).status_code == 302
    late = leader.post(edit, {**sent, "place": "Piso 3", "is_open": "on"})
    assert "Piso 3" in late.content.decode() and Counter.objects.get().place == "Piso 2"
    assert leader.post(edit, {**sent, "place": "Piso 3", "edition": 2}).status_code == 302
    assert "Agora não recebe ninguém" in text_of(leader.get(answer["Location"]))
    assert "Piso 3" in text_of(leader.get(reverse("counter:counters")))
    assert leader.get(reverse("counter:counters"), {"formato": "csv"})["Content-Type"].startswith("text/csv")
    with pytest.raises(NotAllowed):
        posts.add_counter(by=actor_with("researcher"), name="x", place="y")


def test_who_works_there_gets_the_role_and_loses_it_with_the_last_post(counter, head):
    account = open_account("bruno@example.pt", name="Bruno")
    page = reverse("counter:begin_post", args=[counter.code])
    browser = signed_in(head)
    assert "Nenhuma conta" in text_of(browser.post(page, {"email": "ninguem@example.pt"}))
    assert browser.post(page, {"email": " BRUNO@example.pt"}).status_code == 302
    with pytest.raises(WorksThere):
        posts.begin_post(by=WHO, counter=counter, email="bruno@example.pt")
    with pytest.raises(NoAccount):
        posts.begin_post(by=WHO, counter=counter, email="outro@example.pt")
    account.refresh_from_db()
    assert account.roles == ["counter_staff"]
    case = case_of(account, counter)
    at_work = signed_in(account)
    assert at_work.get(reverse("counter:home")).status_code == 200
    post = Post.objects.get(account=account)
    ending = reverse("counter:end_post", args=[post.pk])
    assert "A sessão de Bruno termina já" in text_of(browser.get(ending))
    assert browser.post(ending).status_code == 302
    account.refresh_from_db()
    case.refresh_from_db()
    assert account.roles == [] and case.keeper is None
    assert at_work.post(reverse("counter:case", args=[case.code]), {"go": "open"}).status_code == 404
    posts.end_post(by=WHO, post=post)
    with pytest.raises(NotAllowed):
        posts.end_post(by=actor_of(account), post=Post.objects.get(account=head))


def test_the_role_stays_while_another_counter_needs_it(counter, clerk):
    other = counter_called("Évora")
    posts.begin_post(by=WHO, counter=other, email=clerk.email)
    posts.end_post(by=WHO, post=Post.objects.get(account=clerk, counter=counter))
    clerk.refresh_from_db()
    assert clerk.roles == ["counter_staff"]
    assert list(queries.counters_of(actor_of(clerk))) == [other]


def test_an_appointment_needs_no_name_is_changed_and_forgets_how_to_reach(counter, clerk):
    browser = signed_in(clerk)
    day = timezone.localdate() + timedelta(days=3)
    page = reverse("counter:book", args=[counter.code])
    past = browser.post(page, {"desk": DESK, "day": "01/02/2020", "hour": "10:30"})
    assert "já passou" in text_of(past) and not Appointment.objects.exists()
    sent = {"desk": DESK, "day": f"{day:%d/%m/%Y}", "hour": "10:30", "contact": PHONE}
    no_address = browser.post(page, {**sent, "contact": "rita@sapo"})
    assert list(no_address.context["form"].errors) == ["contact"] and "rita@sapo" in no_address.content.decode()
    assert "ana@exemplo.pt" in text_of(no_address) and not Appointment.objects.exists()
    address = browser.post(page, sent)["Location"]
    made = Appointment.objects.get()
    assert PHONE.encode() not in bytes(made.box) and boxes.opened(made.pk, made.box) == {"called": "", "contact": PHONE}
    assert PHONE not in text_of(browser.get(address))
    assert PHONE in browser.post(address, {"go": "see"}).content.decode()
    moved = browser.post(address, {**sent, "go": "move", "hour": "11:15", "edition": 1})
    assert moved.status_code == 302 and timezone.localtime(Appointment.objects.get().at).hour == 11
    late = browser.post(address, {**sent, "go": "move", "contact": "outro", "edition": 1})
    assert "outro" in late.content.decode() and boxes.opened(made.pk, Appointment.objects.get().box)["contact"] == PHONE
    browser.post(address, {"go": "settle", "state": "missed", "edition": 1})
    assert Appointment.objects.get().state == "booked"
    browser.post(address, {"go": "settle", "state": "nada", "edition": 2})
    browser.post(address, {"go": "settle", "state": "missed", "edition": 2})
    assert Appointment.objects.get().state == "missed"
    assert boxes.opened(made.pk, Appointment.objects.get().box) == {"called": "", "contact": ""}
    Appointment.objects.update(box=b"x" * 60)
    assert browser.post(address, {"go": "see"}).status_code == 200


def test_who_comes_with_an_appointment_begins_from_it(counter, clerk):
    made = appointment_of(clerk, counter)
    signed_in(clerk).post(f"{reverse('counter:begin', args=[counter.code])}?marcacao={made.code}", {"desk": DESK})
    made.refresh_from_db()
    assert made.state == "came" and made.case == Case.objects.get()
    with pytest.raises(EditedMeanwhile):
        appointments.settle_appointment(by=actor_of(clerk), appointment=made, edition=1, state="came")


def words_of(answer):
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(BytesIO(answer.content)).pages
    assert len(pages) == 1
    return " ".join(pages[0].extract_text().split())


def test_the_sheet_is_one_page_with_where_what_and_a_square(client, counter):
    posts.add_counter(by=WHO, name="Évora", place="Rua Direita")
    full = {"deceased.stage": "person", "death.date": "2026-02-10", "estate.assets": True, "estate.weapon": True}
    answer = client.post(f"/balcoes/{DESK}/", {"case": sealed(answers=full, notes={TASK: "x" * 900}), "go": "handover"})
    words = words_of(answer)
    assert "Espaço de Coimbra" in words and "Évora" in words and "O quadrado leva as suas respostas" in words
    assert "Uma folha para o atendimento" in text_of(plan_page(client, full))


def test_a_case_too_long_for_a_square_says_so(client, monkeypatch):
    monkeypatch.setattr("labx.desks.counter.sheet.MOST_LETTERS", 10)
    answer = client.post(f"/balcoes/{DESK}/", {"case": brought().seal(), "go": "handover"})
    assert "Traga também o ficheiro" in words_of(answer)


def test_the_square_holds_no_notes_and_fits():
    letters = for_square(brought(notes={TASK: "segredo" * 100}))
    assert len(letters) < 1_000 and re.fullmatch(r"[A-Z2-7]+", letters)


def test_the_sheet_of_an_appointment_says_where_and_when(counter, clerk):
    made = appointment_of(clerk, counter, contact=PHONE)
    address = reverse("counter:appointment", args=[made.code])
    words = words_of(signed_in(clerk).post(address, {"go": "sheet"}))
    assert made.code in words and "Espaço de Coimbra" in words and "912" not in words


def test_who_looked_is_shown_to_the_head_and_the_officer_alone(counter, clerk, head):
    case = case_of(head, counter)
    looks.refuse_look(by=actor_of(clerk), case=case)
    looks.give_reason(by=actor_of(clerk), case=case, reason="asked")
    page = reverse("counter:looks", args=[counter.code])
    for account in (head, account_with("data_protection_officer")):
        words = text_of(signed_in(account).get(page))
        assert "O colega pediu ajuda" in words and "Lidia" in words and case.code in words
    assert "O colega pediu ajuda" not in text_of(signed_in(head).get(page, {"resposta": "recusado"}))
    assert signed_in(head).get(page, {"formato": "csv"}).status_code == 200
    assert signed_in(clerk).get(page).status_code == 404


def test_the_day_lists_codes_alone_with_as_many_queries_however_many(counter, clerk, django_assert_max_num_queries):
    browser, counts = signed_in(clerk), []
    for _time in range(2):
        for _row in range(6):
            case_of(clerk, counter, notes={TASK: "marca"})
            appointment_of(clerk, counter)
        with django_assert_max_num_queries(80) as queries_made:
            words = text_of(browser.get(reverse("counter:home")))
        counts.append(len(queries_made))
        assert "912" not in words and "marca " not in words
    assert counts[1] <= counts[0]
    for prefix in ("c", "m"):
        assert browser.get(reverse("counter:home"), {f"{prefix}-formato": "csv"}).status_code == 200
    assert browser.get(reverse("counter:home"), {"c-estado": "aberto"}).status_code == 200
    assert "12 casos" not in text_of(browser.get(reverse("counter:home"), {"c-estado": "fechado"}))


def test_a_clerk_without_a_counter_is_told(counter):
    account = open_account("sem@example.pt", "counter_staff")
    assert "Agora não trabalha em nenhum" in text_of(signed_in(account).get(reverse("counter:home")))


def test_cases_appointments_and_looks_go_when_their_time_is_over(counter, clerk):
    old, idle, fresh = (case_of(clerk, counter) for _case in range(3))
    today = timezone.localdate()
    Case.objects.filter(pk=old.pk).update(closed_on=today - timedelta(days=31))
    Case.objects.filter(pk=idle.pk).update(worked_on=today - timedelta(days=181))
    made = appointment_of(clerk, counter)
    Appointment.objects.update(at=timezone.now() - timedelta(days=8))
    look = looks.refuse_look(by=actor_of(clerk), case=fresh)
    Look.objects.update(at=timezone.now() - timedelta(days=731))
    due = {
        one.kind: set(one.retention.due(timezone.now() - timedelta(days=one.retention.days)))
        for one in DATA
        if one.retention
    }
    assert due == {"counter.cases": {old, idle}, "counter.appointments": {made}, "counter.looks": {look}}


def test_a_person_is_found_in_closed_boxes_told_and_taken_out(counter, clerk):
    case = case_of(clerk, counter, notes={TASK: "Falar com a Zélia Zurzidão às dez"})
    case_of(clerk, counter, notes={TASK: "Falar com outra pessoa"})
    broken = case_of(clerk, counter)
    Case.objects.filter(pk=broken.pk).update(box=b"x" * 60)
    made = appointment_of(clerk, counter, contact="Zélia Zurzidão, 912 000 111")
    person = Person(names=("Zélia Zurzidão",))
    told = [*kept("counter.cases").of(person), *kept("counter.appointments").of(person)]
    assert {one["code"] for one in told} == {case.code, made.code}
    assert list(kept("counter.cases").of(Person())) == []
    with pytest.raises(NotLookedThrough, match=broken.code), transaction.atomic():
        kept("counter.cases").erase(person, WHO)
    broken.delete()
    for kind in ("counter.cases", "counter.appointments"):
        assert kept(kind).erase(person, WHO) == 1
        assert list(kept(kind).of(person)) == []
    assert "às dez" in queries.content_of(Case.objects.get(pk=case.pk))["notes"][TASK]


def test_what_is_true_of_two_people_stays_apart_when_both_names_leave(counter, clerk):
    told = {"Zélia Zurzidão": {"relation": "spouse"}, "Zélia Maria Zurzidão": {"relation": "child"}}
    case = case_of(clerk, counter, people=told)
    person = Person(names=("Zélia Zurzidão", "Zélia Maria Zurzidão"))
    kept("counter.cases").erase(person, WHO)
    left = queries.content_of(Case.objects.get(pk=case.pk))["people"]
    assert [one["relation"] for one in left.values()] == ["spouse", "child"] and "Zurzidão" not in str(left)


def test_an_account_that_goes_leaves_cases_to_colleagues_and_looks_without_a_name(counter, clerk):
    case = case_of(clerk, counter)
    looks.refuse_look(by=actor_of(clerk), case=case)
    person = Person(accounts=frozenset({clerk.pk}))
    mine = [
        one for one in personal.personal_data() if one.kind in {"counter.looks", "counter.kept_cases", "counter.posts"}
    ]
    assert {one.kind: len(list(one.of(person))) for one in mine} == {one.kind: 1 for one in mine}
    for one in mine:
        assert one.erase(person, WHO) == 1
    assert Case.objects.get().keeper is None and Look.objects.get().account is None and not Post.objects.exists()


def test_the_demonstration_has_a_counter_once():
    create_demo_accounts()
    for _time in range(2):
        demo_counter.load(None, by=WHO)
    assert Counter.objects.get().posts.count() == 2


def test_a_case_is_begun_only_by_who_works_there(counter):
    with pytest.raises(NotAllowed):
        cases.begin_case(by=actor_with("lab_lead"), counter=counter, desk=DESK, content={})
