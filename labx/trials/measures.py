"""What the trials room counts."""

from django.utils.translation import gettext_lazy as _

from labx.core.measures.declare import Measure

MEASURES = (
    Measure(
        "trials.people",
        title=_("people in trials"),
        event="trials.exposed",
        aggregation="unique_subjects",
        unit=_("people"),
        definition=_(
            "Different people who were in one of the groups of a trial. Imports that were undone do not count."
        ),
    ),
)
