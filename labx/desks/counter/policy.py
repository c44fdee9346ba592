"""Who may do what at a counter. Whose case it is and why is asked inside (`queries.may_open`)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from labx.core.actors import Actor
from labx.core.policy import Permission

LEADERS = frozenset({"lab_lead", "administrator"})
STAFF = frozenset({"counter_staff"})
OFFICER = frozenset({"data_protection_officer"})


def works_there(actor: Actor, record: Any) -> bool:
    from labx.desks.counter import queries

    return is_staff(actor) and queries.posts_now().filter(**of(actor, record)).exists()


def heads_it(actor: Actor, record: Any) -> bool:
    from labx.desks.counter import queries

    return is_staff(actor) and queries.posts_now().filter(**of(actor, record), is_head=True).exists()


def is_staff(actor: Actor) -> bool:
    """Whoever takes the role away has ended the access, even where the post is forgotten."""
    return actor.kind == "account" and not STAFF.isdisjoint(actor.roles)


def of(actor: Actor, record: Any) -> dict[str, Any]:
    return {"account_id": actor.id, "counter_id": record.counter_id}


def takes_bookings(counter: Any) -> bool:
    """Whether people may book there by themselves now."""
    table = getattr(counter, "timetable", None)
    return bool(counter.is_open and table is not None and table.is_public)


PERMISSIONS = (
    Permission("counter.work", _("Work at a counter"), roles=STAFF),
    Permission("counter.see_counters", _("See which counters there are"), roles=LEADERS | OFFICER | STAFF),
    Permission("counter.manage_counters", _("Add and change counters"), roles=LEADERS),
    Permission("counter.set_hours", _("Say when a counter receives"), roles=LEADERS, related=heads_it),
    Permission("counter.staff_counter", _("Say who works at a counter"), roles=LEADERS, related=heads_it),
    Permission("counter.receive", _("Make appointments and begin cases at a counter"), related=works_there),
    Permission("counter.use_appointment", _("Read and change an appointment of one's counter"), related=works_there),
    Permission(
        "counter.use_case",
        _("Open a case of one's counter: one's own, or another's with a reason"),
        related=works_there,
    ),
    Permission("counter.see_looks", _("See who looked into whose case"), roles=OFFICER, related=heads_it),
    Permission("counter.book_place", _("Book an appointment by oneself"), public=True, when=takes_bookings),
    Permission("counter.use_own_booking", _("Change or cancel an appointment by its code"), public=True),
)
