"""The pack of the birth of a child, read once; a family of it, and who stands at its desk."""

from functools import cache
from pathlib import Path

from django.conf import settings

from labx.core.packs.library import read_in_place
from labx.desks.cases import desk_of
from labx.desks.sealing import CaseFile

DESK = "/balcoes/birth-pt/"
# Parents who are not married, in Coimbra; she has a contract, he works for himself; their first child.
PARENTS = {
    "event.kind": "birth",
    "birth.date": "2026-03-02",
    "birth.region": "mainland",
    "birth.registered": False,
    "birth.still_in_hospital": True,
    "birth.count": "one",
    "baby.in_care": False,
    "parents.portuguese": True,
    "parents.married": False,
    "father.died": False,
    "father.part": "both",
    "parents.together": True,
    "mother.minor": False,
    "mother.unable": False,
    "mother.work": "employed",
    "mother.six_months": True,
    "mother.leave_start": "2026-02-16",
    "mother.nurses": True,
    "pregnancy.allowance_paid": True,
    "father.work": "self_employed",
    "father.six_months": True,
    "parents.student": False,
    "family.resident": True,
    "family.one_adult": False,
    "family.owns_home": False,
    "family.adse": False,
    "family.wants_nursery": True,
}


@cache
def pack():
    return read_in_place(Path(settings.BASE_DIR) / "content" / "desks" / "birth-pt")


@cache
def desk():
    return desk_of(pack())


def sealed(**parts) -> str:
    return CaseFile(**{"pack": "desks/birth-pt", "version": pack().version, **parts}).seal()
