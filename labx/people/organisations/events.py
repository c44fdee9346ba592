"""What organisations tell the event log. The subject is the organisation itself."""

from django.utils.translation import gettext_lazy as _

from labx.core.events.declare import EventType, Key
from labx.people.organisations.districts import DISTRICTS
from labx.people.organisations.models import Level, PartnerKind

ENTITY_REGISTERED = "organisations.entity_registered"
PARTNER_REGISTERED = "organisations.partner_registered"
DISTRICT = Key("code", required=False, choices=tuple(code for code, _name in DISTRICTS))

EVENT_TYPES = (
    EventType(
        ENTITY_REGISTERED,
        title=_("A public entity was registered"),
        unit="entity",
        context={"level": Key("code", choices=tuple(Level.values)), "district": DISTRICT},
    ),
    EventType(
        PARTNER_REGISTERED,
        title=_("A partner was registered"),
        unit="partner",
        context={"kind": Key("code", choices=tuple(PartnerKind.values)), "district": DISTRICT},
    ),
)
