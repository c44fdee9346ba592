"""What the panel counts, as definitions over the event log."""

from django.utils.translation import gettext_lazy as _

from labx.core.measures.declare import Measure

MEASURES = (
    Measure(
        "participants.people",
        title=_("people who took part"),
        event="participants.took_part",
        aggregation="unique_subjects",
        unit=_("people"),
        better="neutral",
        definition=_("People of the panel who took part in something, each counted once however often they came."),
    ),
    Measure(
        "participants.participations",
        title=_("participations"),
        event="participants.took_part",
        aggregation="count",
        unit=_("participations"),
        better="neutral",
        definition=_("Times somebody of the panel took part. Who came three times counts three times."),
    ),
    Measure(
        "participants.joined",
        title=_("people who joined the panel"),
        event="participants.joined",
        aggregation="unique_subjects",
        unit=_("people"),
        definition=_("People who joined the panel and confirmed it, those who left since included."),
    ),
    Measure(
        "participants.left",
        title=_("people who left the panel"),
        event="participants.left",
        aggregation="unique_subjects",
        unit=_("people"),
        definition=_("People who left the panel, or whose year ended without their renewing it."),
    ),
)
