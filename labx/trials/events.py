"""What the trials room tells the event log. The subject is the person, under a random id."""

from django.utils.translation import gettext_lazy as _

from labx.core.events.declare import EventType, Key

EXPOSED = "trials.exposed"
MEASURED = "trials.measured"

EVENT_TYPES = (
    EventType(
        EXPOSED,
        title=_("A person was assigned to a group of a trial"),
        unit="person",
        context={"trial": Key("id"), "dataset": Key("id"), "arm": Key("code")},
        has_value=False,
    ),
    EventType(
        MEASURED,
        title=_("A variable of a person in a trial was measured"),
        unit="measurement",
        context={"trial": Key("id"), "dataset": Key("id"), "variable": Key("code")},
        has_value=True,
    ),
)
