"""Thousands of swapped codes, pages and actions between staff and counters: nobody's case reaches another."""

import random
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from labx.desks.counter.files import file_of
from labx.desks.counter.models import Appointment, Case, Look
from labx.desks.counter.tests.receiving import TASK, appointment_of, case_of, counter_called, staff
from tests.people import signed_in

pytestmark = pytest.mark.django_db
QUICK, ALL, SEED = 60, 5_000, 20261122
STEPS = ("open", "plan", "note", "papers", "deeds", "came", "copy", "keep", "give-back", "hand-over", "close", "reopen",
         "delete", "pdf", "text", "letters", "wallet", "task", "nada")  # fmt: skip


@dataclass(frozen=True)
class Held:
    """A clerk with a case and an appointment of a family, known by a mark that only the clerk may see."""

    client: Client
    mark: str
    case: Case
    appointment: Appointment


def everyone() -> list[Held]:
    found = []
    for place in range(2):
        counter = counter_called(f"Balcão {place}")
        for number in range(3):
            account = staff(counter, f"pessoa{place}{number}@example.pt")
            mark = f"MARCA{place}{number}FIM"
            case, made = case_of(account, counter, notes={TASK: mark}), appointment_of(account, counter, contact=mark)
            found.append(Held(signed_in(account), mark, case, made))
    return found


def ask(chance: random.Random, who: Held, whose: Held, page_of: Held):
    if chance.random() < 0.2:
        address = reverse("counter:appointment", args=[whose.appointment.code])
        return who.client.post(
            address, {"go": chance.choice(("see", "sheet", "settle")), "state": "came", "edition": 1}
        )
    address = reverse("counter:case", args=[whose.case.code])
    if chance.random() < 0.1:
        return who.client.get(address)
    sent = {"case": file_of(page_of.case).seal(), "go": chance.choice(STEPS), "task": TASK, "note": "mudado"}
    return who.client.post(address, {**sent, "typed": whose.case.code, "keeper": str(who.case.keeper_id)})


def standing() -> list[tuple]:
    rows = Case.objects.values_list("id", "edition", "keeper", "closed_on")
    return [*rows.order_by("id"), *Appointment.objects.values_list("id", "edition").order_by("id")]


def swap_many(count: int, seed: int) -> tuple[list[str], int, int]:
    """Without a reason: only the keeper of a case sees it; an appointment is for everyone of its counter."""
    chance, people = random.Random(seed), everyone()
    leaks, through, refused = [], 0, 0
    for _swap in range(count):
        who, whose, page_of = (chance.choice(people) for _one in range(3))
        with transaction.atomic():  # nothing of a swap is kept, so that the last meets what the first met
            before, looked = standing(), Look.objects.count()
            answer = ask(chance, who, whose, page_of)
            changed = standing() != before
            noted = Look.objects.count() > looked
            transaction.set_rollback(True)
        is_case = "/casos/" in answer.request["PATH_INFO"]
        same_counter = who.case.counter_id == whose.case.counter_id
        may = who is whose if is_case else same_counter
        words = answer.content.decode("utf-8", "replace")
        said = {one.mark for one in people if one.mark in words}
        leaks += [f"{who.mark} got {mark}" for mark in said if mark != whose.mark or not may]
        if changed and not may:
            leaks.append(f"{who.mark} changed something of {whose.mark}")
        if answer.request["REQUEST_METHOD"] == "POST" and is_case and same_counter and not may and not noted:
            leaks.append(f"{who.mark} was refused {whose.mark} and nobody noted it")
        if answer.status_code >= 500:
            leaks.append(f"{answer.request['PATH_INFO']}: {answer.status_code}")
        through, refused = through + may, refused + (not may)
    return leaks, through, refused


def test_swapped_codes_and_pages_give_nothing_away():
    leaks, through, refused = swap_many(QUICK, SEED)
    assert not leaks, "\n".join(leaks)
    assert through > QUICK / 20 and refused > QUICK / 5


@pytest.mark.slow
def test_five_thousand_swaps_give_nothing_away():
    leaks, through, refused = swap_many(ALL, SEED + 1)
    assert not leaks, "\n".join(leaks)
    assert through > ALL / 20 and refused > ALL / 5
