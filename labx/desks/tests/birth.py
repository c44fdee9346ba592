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
    "baby.special_care": False,
    "baby.by_week_33": False,
    "leave.in_hospital": False,
    "parents.portuguese": True,
    "parents.two_mothers": False,
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

# Her leave began on 16 February: six months from then, and not from the birth.
PARENTS_TASKS = {
    "b11-heel-test": ["2026-03-07"],
    "b01-register-in-hospital": ["2026-03-22"],
    "b14-tell-the-employer": ["2026-03-09"],
    "b08-identity-card": ["2027-03-02"],
    "b10-family-doctor": [],
    "b12-vaccines": [],
    "b13-parental-benefit": ["2026-08-16"],
    "b23-child-allowance": ["2026-09-30"],
    "b34-council-support": [],
    "b35-nursery": [],
    "b32-invoices": ["2027-02-25"],
    "b31-tax-household": ["2027-02-28"],
    "b29-breastfeeding": ["2027-03-02"],
    "b52-three-months-more": [],
}


@cache
def pack():
    return read_in_place(Path(settings.BASE_DIR) / "content" / "desks" / "birth-pt")


@cache
def desk():
    return desk_of(pack())


def sealed(**parts) -> str:
    return CaseFile(**{"pack": "desks/birth-pt", "version": pack().version, **parts}).seal()
