"""What is counted of challenges."""

from django.utils.translation import gettext_lazy as _

from labx.core.measures.declare import Measure

MEASURES = (
    Measure(
        "challenges.received",
        title=_("challenges received"),
        event="challenges.submitted",
        aggregation="unique_subjects",
        unit=_("challenges"),
        definition=_("Problems that entities submitted to the laboratory, each counted once."),
    ),
    Measure(
        "challenges.answered",
        title=_("challenges answered"),
        event="challenges.decided",
        aggregation="unique_subjects",
        unit=_("challenges"),
        definition=_("Challenges that were accepted, sent elsewhere or declined with a written reason."),
    ),
)
