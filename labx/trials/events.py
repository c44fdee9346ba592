"""What the trials room tells the event log. The subject is the person or other unit, under a random id."""

from django.utils.translation import gettext_lazy as _

from labx.core.events.declare import EventType, Key

EXPOSED = "trials.exposed"
MEASURED = "trials.measured"
ALLOCATED = "trials.allocated"
LOOKED = "trials.looked"
CLOSED = "trials.closed"

# Which of a unit's rows something belongs to, where the design gives a unit several.
ROW = Key("number", required=False)
WORD = Key("code", required=False)

EVENT_TYPES = (
    EventType(
        EXPOSED,
        title=_("A person was assigned to a group of a trial"),
        unit="person",
        context={
            "trial": Key("id"),
            "dataset": Key("id"),
            "arm": WORD,
            "row": ROW,
            "unit": WORD,
            "cluster": WORD,
            "stratum": WORD,
            "pair": WORD,
        },
        has_value=False,
    ),
    EventType(
        MEASURED,
        title=_("A variable of a person in a trial was measured"),
        unit="measurement",
        context={"trial": Key("id"), "dataset": Key("id"), "variable": Key("code"), "row": ROW},
        has_value=True,
    ),
    EventType(
        ALLOCATED,
        title=_("Chance put a person into a group of a trial"),
        unit="person",
        context={"trial": Key("id"), "arm": Key("code"), "stratum": WORD, "number": Key("number")},
        has_value=False,
    ),
    EventType(
        LOOKED,
        title=_("The primary result of a trial was looked at"),
        unit="look",
        context={"trial": Key("id"), "analysis": Key("id"), "look": Key("number")},
        has_value=False,
    ),
    EventType(
        CLOSED,
        title=_("A trial was closed"),
        unit="trial",
        context={"trial": Key("id")},
        has_value=False,
    ),
)
