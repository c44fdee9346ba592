"""Staff at counters, families who come, and pages as staff send them."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from labx.core.actors import system
from labx.desks.counter.actions import appointments, bookings, cases, posts
from labx.desks.counter.files import file_of, first_content
from labx.desks.counter.models import Case, Counter
from labx.desks.sealing import CaseFile
from labx.desks.tests.bereavement import pack
from labx.desks.tests.visiting import case_in, text_of
from labx.people.middleware import actor_of
from tests.people import open_account, signed_in

WHO = system("test")
DESK = "bereavement-pt"
ANSWERS = {"deceased.stage": "person", "death.date": "2026-02-10", "estate.weapon": True}
TASK, PAPER = "p04-funeral-agency", "death-certificate"
NOTE = "Falar com o Zurzidão"


def counter_called(name="Espaço de Coimbra") -> Counter:
    return posts.add_counter(by=WHO, name=name, place="Loja de Cidadão, piso 1")


def opens(counter, edition=0, **words):
    """Hours of every weekday, so that a test finds a place on whatever day it runs."""
    usual = {"is_public": True, "minutes": 30, "places": 1, "days_ahead": 10, "region": "mainland", "municipality": ""}
    hours = {str(weekday): [["09:00", "11:00"]] for weekday in range(7)}
    return bookings.set_hours(
        by=WHO, counter=counter, edition=edition, **{**usual, "hours": hours, "closed": [], **words}
    )


def staff(counter, email, is_head=False):
    account = open_account(email, name=email.partition("@")[0].capitalize())
    posts.begin_post(by=WHO, counter=counter, email=email, is_head=is_head)
    account.refresh_from_db()
    return account


def brought(**parts) -> CaseFile:
    return CaseFile(**{"pack": f"desks/{DESK}", "version": pack().version, "answers": dict(ANSWERS), **parts})


def case_of(account, counter, **parts) -> Case:
    content = first_content(pack(), brought(**parts))
    return cases.begin_case(by=actor_of(account), counter=counter, desk=DESK, content=content)


def appointment_of(account, counter, contact="Rita, 912 345 678"):
    at = timezone.now() + timedelta(days=2)
    return appointments.book(by=actor_of(account), counter=counter, desk=DESK, at=at, contact=contact)


class Clerk:
    """Someone at a counter, whose pages are made from the one before."""

    def __init__(self, account):
        self.account, self.client = account, signed_in(account)
        self.page = None

    def open(self, case, **fields):
        self.address = reverse("counter:case", args=[case.code])
        self.page = self.client.post(self.address, {"go": "open", **fields})
        return self.page

    def send(self, go, **fields):
        self.page = self.client.post(self.address, {"case": case_in(self.page), "go": go, **fields})
        return self.page

    @property
    def text(self):
        return text_of(self.page)


def held(case):
    return file_of(Case.objects.get(pk=case.pk))
