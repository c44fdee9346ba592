"""How long what people asked to keep stays. It cannot be found by a person's name: nobody here can read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.core.actors import Actor
from labx.core.personal import Person, PersonalData, Retention
from labx.desks.saved.models import Attempt, SavedCase, Share

KEPT_DAYS = 180
PURPOSE = _("Let people go on with their own case on another day or another device, because they asked for it")
UNREADABLE = _("Cases saved with a code and a PIN: whoever has both deletes them; nobody else can find or read them.")


def none_of(person: Person) -> Iterator[dict[str, Any]]:
    yield from ()


def erase_none(person: Person, by: Actor) -> int:
    return 0


DATA = (
    PersonalData(
        "saved.cases",
        _("Cases saved at a desk"),
        none_of,
        erase_none,
        purpose=PURPOSE,
        basis="consent",
        stays=UNREADABLE,
        retention=Retention(
            KEPT_DAYS,
            _("A saved case that nobody opened for half a year is deleted, as the person was told."),
            lambda before: SavedCase.objects.filter(used_on__lt=timezone.localdate(before)),
        ),
    ),
    PersonalData(
        "saved.shares",
        _("Parts of plans that were shared"),
        none_of,
        erase_none,
        purpose=_("Let someone chosen by the person see or fill in chosen tasks"),
        basis="consent",
        retention=Retention(
            0,
            _("A shared part ends on the day that the person chose."),
            lambda before: Share.objects.filter(until__lt=timezone.localdate(before)),
        ),
    ),
    PersonalData(
        "saved.attempts",
        _("Attempts to open a saved case"),
        none_of,
        erase_none,
        purpose=_("Keep others from guessing a PIN, or the password of a locked page at a counter"),
        basis="public_task",
        retention=Retention(
            1,
            _("Failed attempts go a day after the last one. They lie under a hash, without the network address."),
            lambda before: Attempt.objects.filter(last__lt=before),
        ),
    ),
)
