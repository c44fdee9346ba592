"""What is counted of learning."""

from django.utils.translation import gettext_lazy as _

from labx.core.measures.declare import Measure

MEASURES = (
    Measure(
        "learning.sessions",
        title=_("test sessions held"),
        event="learning.session_held",
        aggregation="count",
        unit=_("sessions"),
        definition=_("Sessions in which one person tried one version of a prototype; withdrawn ones are not counted."),
    ),
    Measure(
        "learning.assumptions_settled",
        title=_("assumptions put to the test"),
        event="learning.assumption_settled",
        aggregation="unique_subjects",
        unit=_("assumptions"),
        definition=_("Assumptions that held or failed, with the evidence that says so."),
    ),
)
