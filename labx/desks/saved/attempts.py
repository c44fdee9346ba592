"""How often an opening may fail: by code, whether or not it exists, and by network, with delays that grow."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from labx.desks.saved.errors import TooSoon
from labx.desks.saved.models import Attempt

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
DOUBLINGS = 7  # 30 s twice as long seven times is more than an hour
FREE_BY_CODE, FREE_BY_NETWORK, FREE_KEEPING = 3, 15, 100
KEEPING_EASES = timedelta(minutes=6)


@dataclass(frozen=True)
class Limit:
    """One thing that is counted, how many failures cost nothing, and after how long one of them is forgotten."""

    key: bytes
    free: int
    eases: timedelta = LONGEST_WAIT


def by_code(place: bytes) -> Limit:
    return Limit(hashed(place), FREE_BY_CODE)


def by_network(request: HttpRequest) -> Limit:
    return Limit(hashed(b"open " + network_of(request)), FREE_BY_NETWORK)


def of_keeping(request: HttpRequest) -> Limit:
    """New cases from one network, so that nobody fills the disk."""
    return Limit(hashed(b"keep " + network_of(request)), FREE_KEEPING, KEEPING_EASES)


def network_of(request: HttpRequest) -> bytes:
    """An IPv6 household has one prefix of 64 bits."""
    address = ip_address(get_adapter().get_client_ip(request))
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False)).encode()
    return str(address).encode()


def hashed(what: bytes) -> bytes:
    """Keyed, so that the table alone gives no network address back."""
    secret = hashlib.sha256(settings.SECRET_KEY.encode()).digest()
    return hashlib.blake2b(what, key=secret, digest_size=32, person=b"desk attempts").digest()


@transaction.atomic
def charge(limits: Sequence[Limit]) -> None:
    """Count one failure for each before anything is tried, so that trying at once gains nothing; or refuse."""
    rows = [(limit, locked(limit)) for limit in sorted(limits, key=lambda one: one.key)]
    now = timezone.now()  # after the waiting for the locks, or who waited would read a clock behind the row's
    for limit, row in rows:
        ease(limit, row, now)
    left = max(open_from(limit, row) - now for limit, row in rows)
    if left > timedelta():
        raise TooSoon(int(left.total_seconds()) + 1)
    for _limit, row in rows:
        row.failures, row.last = row.failures + 1, now
        row.save()


def ease(limit: Limit, row: Attempt, now: datetime) -> None:
    """One failure less for each whole spell since; what is left of a spell goes on counting, also on a busy network."""
    spells = max(0, (now - row.eased) // limit.eases)
    row.failures, row.eased = max(0, row.failures - spells), row.eased + spells * limit.eases


def locked(limit: Limit) -> Attempt:
    Attempt.objects.get_or_create(key=limit.key, defaults={"last": timezone.now()})
    return Attempt.objects.select_for_update().get(key=limit.key)


def open_from(limit: Limit, row: Attempt) -> datetime:
    over = row.failures - limit.free
    if over < 0:
        return row.last
    return row.last + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(over, DOUBLINGS))


@transaction.atomic
def forgive(code: Limit, network: Limit) -> None:
    """It opened: the code begins anew; the network gets back this one attempt and no more."""
    forget(code)
    row = Attempt.objects.select_for_update().filter(key=network.key).first()
    if row and row.failures:
        row.failures -= 1
        row.save()


def forget(limit: Limit) -> None:
    Attempt.objects.filter(key=limit.key).delete()


def is_spent(limit: Limit) -> bool:
    """Whether nothing is left that costs nothing."""
    return Attempt.objects.filter(key=limit.key, failures__gte=limit.free).exists()
