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
    Measure(
        "portfolio.entities",
        title=_("public entities in projects"),
        event="portfolio.entity_joined",
        aggregation="unique_subjects",
        unit=_("entities"),
        definition=_("Legal persons, not their departments, that own, fund or take part in a project."),
    ),
    Measure(
        "portfolio.partners",
        title=_("partners in projects"),
        event="portfolio.partner_joined",
        aggregation="unique_subjects",
        unit=_("partners"),
        definition=_("Civil society, research, business and others that work in a project."),
    ),
)
