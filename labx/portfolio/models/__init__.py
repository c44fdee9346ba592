"""Tables of the portfolio."""

from labx.portfolio.models.claims import Claim
from labx.portfolio.models.decisions import Decision, DecisionEvidence
from labx.portfolio.models.evidence import Evidence, Strength
from labx.portfolio.models.projects import Membership, Project, Stage
from labx.portfolio.models.protocols import Protocol

__all__ = [
    "Claim",
    "Decision",
    "DecisionEvidence",
    "Evidence",
    "Membership",
    "Project",
    "Protocol",
    "Stage",
    "Strength",
]
