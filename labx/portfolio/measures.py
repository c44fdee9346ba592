"""What the portfolio counts, as definitions over the event log."""

from django.utils.translation import gettext_lazy as _

from labx.core.measures.declare import Measure

MEASURES = (
    Measure(
        "portfolio.projects",
        title=_("projects started"),
        event="portfolio.project_started",
        aggregation="unique_subjects",
        unit=_("projects"),
        definition=_("Projects for which somebody wrote down a doubt about a public service."),
    ),
    Measure(
        "portfolio.protocols_frozen",
        title=_("protocols frozen before the data"),
        event="portfolio.protocol_frozen",
        aggregation="count",
        unit=_("protocols"),
        definition=_("Versions of protocols that were hashed and signed."),
    ),
    Measure(
        "portfolio.decisions",
        title=_("decisions recorded with their evidence"),
        event="portfolio.decision_recorded",
        aggregation="count",
        unit=_("decisions"),
        definition=_("Decisions to scale, to try again, to stop, or that the evidence was not enough."),
    ),
)
