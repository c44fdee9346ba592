"""What organisations count, over the event log."""

from django.utils.translation import gettext_lazy as _

from labx.core.measures.declare import Measure
from labx.people.organisations.events import ENTITY_REGISTERED, PARTNER_REGISTERED

MEASURES = (
    Measure(
        "organisations.entities",
        title=_("public entities"),
        event=ENTITY_REGISTERED,
        aggregation="unique_subjects",
        unit=_("entities"),
        definition=_(
            "Public bodies in the laboratory's register, each once: a duplicate that was merged is not counted."
        ),
    ),
    Measure(
        "organisations.partners",
        title=_("partners"),
        event=PARTNER_REGISTERED,
        aggregation="unique_subjects",
        unit=_("partners"),
        definition=_("Organisations that work with the laboratory and are no public bodies, each once."),
    ),
)
