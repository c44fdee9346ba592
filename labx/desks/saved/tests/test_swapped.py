"""Codes, PINs, links, keys and ids of one person in the place of another's: nothing of anybody else comes out."""

import random
from dataclasses import dataclass, replace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from labx.core.actors import ANONYMOUS
from labx.desks.saved.actions import reminders, shares
from labx.desks.saved.holding import Held
from labx.desks.saved.models import SavedCase, Share
from labx.desks.saved.tests.keeping import DESK, case_of, kept
from labx.desks.saved.tests.test_reminders import asked
from labx.desks.saved.tests.test_shares import AGENCY, shared

pytestmark = pytest.mark.django_db
QUICK, ALL, SEED, PEOPLE = 250, 5_000, 20261122, 12
STEPS = ("saved", "saved-again", "saved-shares", "saved-renew", "saved-end", "saved-take", "saved-reminders")


@dataclass(frozen=True)
class One:
    """Everything that belongs to one person, and the mark that it all carries."""

    mark: str
    pin: str
    held: Held
    secret: str
    share: str
    token: str


def person(number: int) -> One:
    mark, pin = f"marca-{number:02d}-sua", f"{604175 + 7919 * number}"
    held = kept(pin, notes={AGENCY: mark})
    secret = shared(held)
    shares.fill_share(by=ANONYMOUS, secret=secret, edition=1, done=[], notes={AGENCY: mark})
    asked(held, days=(1,), address=f"{mark}@correio.example")
    row = Share.objects.latest("id")
    return One(mark, pin, held, secret, str(row.pk), reminders.stop_token(row.case_id))


def mixed(people: list[One], chance: random.Random) -> One:
    """One person's things with at least one of another's, or one sign changed."""
    one, other = chance.sample(people, 2)
    part = chance.choice(("pin", "code", "key", "secret", "share", "token", "sign"))
    if part in {"code", "key"}:
        return replace(one, held=replace(one.held, **{part: getattr(other.held, part)}))
    if part == "sign":
        place = chance.randrange(len(one.secret))
        changed = one.secret[:place] + ("A" if one.secret[place] != "A" else "B") + one.secret[place + 1 :]
        return replace(one, secret=changed, token=one.token[:-1] + ("a" if one.token[-1] != "a" else "b"))
    return replace(one, **{part: getattr(other, part)})


def rights(people: list[One], asked_with: One, way: str) -> set[str]:
    """Whose marks may come out: only those whose whole key was given."""
    if way == "open":
        return {one.mark for one in people if (one.held.code, one.pin) == (asked_with.held.code, asked_with.pin)}
    if way == "share":
        return {one.mark for one in people if one.secret == asked_with.secret}
    if way == "page":
        return {
            one.mark for one in people if (one.held.code, one.held.key) == (asked_with.held.code, asked_with.held.key)
        }
    return set()


def ask(client: Client, one: One, way: str, chance: random.Random):
    if way == "open":
        return client.post(DESK, {"case": case_of().seal(), "go": "saved-open", "code": one.held.code, "pin": one.pin})
    if way == "share":
        fields = {"edition": "2", "done": [AGENCY], f"note-{AGENCY}": "outra"} if chance.random() < 0.3 else {}
        address = reverse("saved:share", args=[one.secret])
        return client.post(address, fields) if fields else client.get(address)
    if way == "stop":
        return client.get(reverse("saved:stop", args=[one.token]))
    case = case_of(done=["p01-medical-certificate"])
    one.held.put(case)
    return client.post(DESK, {"case": case.seal(), "go": chance.choice(STEPS), "share": one.share})


def swap_many(count: int, seed: int) -> tuple[list[str], int, int]:
    chance, people = random.Random(seed), [person(number) for number in range(PEOPLE)]
    client, leaks, through, refused = Client(), [], 0, 0
    for _swap in range(count):
        one, way = mixed(people, chance), chance.choice(("open", "share", "page", "page", "stop"))
        allowed = rights(people, one, way)
        with transaction.atomic():  # nothing of a swap is kept, so that the last meets what the first met
            before = standing()
            answer = ask(client, one, way, chance)
            changed = standing() != before
            transaction.set_rollback(True)
        words = answer.content.decode() + str(answer.headers)
        said = {whose.mark for whose in people if whose.mark in words}
        leaks += [f"{way} of {one.mark} says {mark}" for mark in said - allowed]
        if not allowed and changed:
            leaks.append(f"{way} of {one.mark} changed something of somebody")
        if answer.status_code >= 500:
            leaks.append(f"{way}: {answer.status_code}")
        through, refused = through + bool(said), refused + (not said)
    return leaks, through, refused


def standing() -> list[tuple]:
    cases = SavedCase.objects.values_list("id", "edition")
    return [*cases.order_by("id"), *Share.objects.values_list("id", "edition").order_by("id")]


def test_swapped_codes_links_and_keys_give_nothing_away():
    leaks, through, refused = swap_many(QUICK, SEED)
    assert not leaks, "\n".join(leaks)
    assert through > QUICK / 20 and refused > QUICK / 5  # both happen, or the walk tries nothing


@pytest.mark.slow
def test_five_thousand_swaps_give_nothing_away():
    leaks, through, refused = swap_many(ALL, SEED + 1)
    assert not leaks, "\n".join(leaks)
    assert through > ALL / 20 and refused > ALL / 5
