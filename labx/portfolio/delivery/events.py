"""What delivery tells the event log. The subject is the project."""

from django.utils.translation import gettext_lazy as _

from labx.core.events.declare import EventType, Key
from labx.portfolio.delivery.models import BlockerKind, StillUsed

BLOCKER = {"blocker": Key("id"), "kind": Key("code", choices=tuple(BlockerKind.values))}

EVENT_TYPES = (
    EventType(
        "delivery.blocker_opened", title=_("Something began to keep a project waiting"), unit="project", context=BLOCKER
    ),
    EventType(
        "delivery.blocker_closed",
        title=_("What kept a project waiting was removed"),
        unit="project",
        context=BLOCKER,
        has_value=True,
    ),
    EventType("delivery.handed_over", title=_("A project was handed over"), unit="project"),
    EventType(
        "delivery.follow_up_answered",
        title=_("The owner answered a follow-up"),
        unit="project",
        context={"months": Key("number"), "use": Key("code", choices=tuple(StillUsed.values))},
    ),
)
