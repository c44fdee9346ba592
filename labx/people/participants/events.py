"""What the panel tells the event log. The subject is the participant's random number."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from labx.core.events.declare import EventType, Key
from labx.people.consent.models import Channel

# What happens outside any project is told of the panel as a whole.
PANEL = UUID("7f1c1f4e-7a0c-5d5e-9f0e-70616e656c00")
REASONS = ("asked", "not_renewed")

EVENT_TYPES = (
    EventType(
        "participants.joined",
        title=_("Somebody joined the panel"),
        context={"channel": Key("code", choices=tuple(Channel.values))},
    ),
    EventType(
        "participants.left",
        title=_("Somebody left the panel"),
        context={"reason": Key("code", choices=REASONS)},
    ),
    EventType("participants.invited", title=_("Somebody was invited"), context={"recruitment": Key("id")}),
    EventType("participants.accepted", title=_("An invitation was accepted"), context={"recruitment": Key("id")}),
    EventType("participants.took_part", title=_("Somebody took part"), context={"recruitment": Key("id")}),
)
