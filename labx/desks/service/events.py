"""What is counted of a desk, in whole weeks. The subject is the desk itself: nobody has a number here."""

from uuid import UUID, uuid5

from django.utils.translation import gettext_lazy as _

from labx.core.events.declare import EventType, Key

COUNTED = "service.counted"
DESKS = UUID("6f2b3b0e-5a0c-5d3e-8c0e-6465736b7300")
MOST_QUESTIONS = 12
MINUTES = (5, 10, 20, 40)

BEGUN, PLAN, TAKEN = "begun", "plan", "taken"
QUESTIONS = tuple(f"question_{place}" for place in range(1, MOST_QUESTIONS + 1))
WITHIN = tuple(f"within_{minutes}" for minutes in MINUTES)
VISITS = (BEGUN, *QUESTIONS, PLAN, *WITHIN, "longer", TAKEN)
CASES = (
    "cases",
    "counters_before",
    "counters_after",
    "received",  # closed cases of which visits were noted
    "visits_here",
    "tasks_due",
    "tasks_on_time",
    "rights_open",
    "rights_claimed",
)
WHAT = (*VISITS, *CASES)

EVENT_TYPES = (
    EventType(
        COUNTED,
        title=_("What happened at a desk in a week, counted"),
        unit="desk",
        context={
            "desk": Key("code"),
            "version": Key("code"),
            "week": Key("date"),
            "what": Key("code", choices=WHAT),
        },
        has_value=True,
    ),
)


def subject_of(desk: str) -> UUID:
    return uuid5(DESKS, desk)
