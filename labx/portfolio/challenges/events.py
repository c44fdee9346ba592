"""What challenges tell the event log. Before there is a project, the challenge stands in its place."""

from django.utils.translation import gettext_lazy as _

from labx.core.events.declare import EventType, Key
from labx.portfolio.challenges.models import OUTCOMES, SignOff

EVENT_TYPES = (
    EventType("challenges.submitted", title=_("A challenge was submitted"), unit="challenge"),
    EventType("challenges.withdrawn", title=_("A challenge was withdrawn"), unit="challenge"),
    EventType(
        "challenges.decided",
        title=_("It was decided what becomes of a challenge; the value is the days it waited"),
        unit="challenge",
        context={"outcome": Key("code", choices=tuple(str(outcome) for outcome in OUTCOMES))},
        has_value=True,
    ),
    EventType("challenges.reopened", title=_("The decision on a challenge was taken back"), unit="challenge"),
    EventType(
        "challenges.signed_off",
        title=_("Someone answered for the care of people in a project"),
        unit="project",
        context={"kind": Key("code", choices=tuple(SignOff.Kind.values))},
    ),
)
