"""What a service tells the event log. The subject is one transaction, under a random id: never a person.

Where a service belongs to no project, its own id stands where the project's would.
"""

from django.utils.translation import gettext_lazy as _

from labx.core.events.declare import EventType, Key

DEVICES = ("computer", "phone", "tablet", "other")
CHANNELS = ("web", "app", "telephone", "counter", "post")
DIGITAL = ("web", "app")
ANSWERS = ("1", "2", "3", "4", "5")
SATISFIED = ("4", "5")

ELIGIBLE = "services.eligible"
STARTED = "services.started"
REACHED = "services.step_reached"
COMPLETED = "services.completed"
ABANDONED = "services.abandoned"
FAILED = "services.failed"
RETURNED = "services.returned"
ANSWERED = "services.answered"
COST = "services.cost"

# The same for every kind of event, so that all of them are read in one pass.
CONTEXT = {
    "service": Key("id"),
    "file": Key("id", required=False),
    "device": Key("code", required=False, choices=DEVICES),
    "channel": Key("code", required=False, choices=CHANNELS),
    "group": Key("code", required=False),
    "step": Key("code", required=False),
    "answer": Key("code", required=False, choices=ANSWERS),
}
TITLES = {
    ELIGIBLE: _("Someone could have used a service"),
    STARTED: _("A transaction with a service was begun"),
    REACHED: _("A step of a transaction was reached"),
    COMPLETED: _("A transaction was completed"),
    ABANDONED: _("A transaction was given up"),
    FAILED: _("An error was shown in a transaction"),
    RETURNED: _("Someone came to the counter again about a transaction"),
    ANSWERED: _("Someone said how satisfied they were"),
    COST: _("A cost of a service was entered"),
}
EVENT_TYPES = tuple(
    EventType(name, title=title, unit="transaction", context=CONTEXT, has_value=name == COST)
    for name, title in TITLES.items()
)
