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
            "People in the groups of trials, once for each set of data: "
            "no identity is kept, so whoever is in two sets counts twice."
        ),
    ),
)
