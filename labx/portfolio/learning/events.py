"""What learning tells the event log. The subject of a session is the person's, or a random one for that session."""

from django.utils.translation import gettext_lazy as _

from labx.core.events.declare import EventType, Key
from labx.portfolio.learning.models import Prototype
from labx.portfolio.learning.models.evidence import MAY_FALL

EVENT_TYPES = (
    EventType(
        "learning.session_held",
        title=_("Someone tried a prototype"),
        unit="person",
        context={
            "session": Key("id"),
            "prototype": Key("id"),
            "fidelity": Key("code", choices=tuple(Prototype.Fidelity.values)),
            "tasks": Key("number"),
        },
    ),
    EventType(
        "learning.evidence_fell",
        title=_("Something was found not to hold"),
        unit="finding",
        context={"kind": Key("code", choices=tuple(str(kind) for kind in MAY_FALL))},
    ),
    EventType(
        "learning.assumption_settled",
        title=_("An assumption held or failed"),
        unit="assumption",
        context={"held": Key("flag")},
    ),
)
