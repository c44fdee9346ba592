"""What delivery counts."""

from django.utils.translation import gettext_lazy as _

from labx.core.measures.declare import Measure

MEASURES = (
    Measure(
        "delivery.handed_over",
        title=_("projects handed over"),
        event="delivery.handed_over",
        aggregation="unique_subjects",
        unit=_("projects"),
        definition=_("Projects that an entity took over from the laboratory, with the date on which it did."),
    ),
    Measure(
        "delivery.follow_ups",
        title=_("follow-ups answered"),
        event="delivery.follow_up_answered",
        aggregation="count",
        unit=_("answers"),
        definition=_("Answers of owners, 6 and 12 months after the handover, on whether the thing is still used."),
    ),
)
