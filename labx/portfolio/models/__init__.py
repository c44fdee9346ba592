"""Tables of the portfolio."""

from labx.portfolio.models.claims import Claim
from labx.portfolio.models.decisions import Decision, DecisionEvidence
from labx.portfolio.models.evidence import Evidence, Strength
from labx.portfolio.models.imports import Import, ImportedRow
from labx.portfolio.models.organisations import EntityRole, ProjectEntity, ProjectPartner
from labx.portfolio.models.projects import Membership, Project, Stage
from labx.portfolio.models.protocols import Protocol
from labx.portfolio.models.stages import StageSpell

__all__ = [
    "Claim",
    "Decision",
    "DecisionEvidence",
    "EntityRole",
    "Evidence",
    "Import",
    "ImportedRow",
    "Membership",
    "Project",
    "ProjectEntity",
    "ProjectPartner",
    "Protocol",
    "Stage",
    "StageSpell",
    "Strength",
]
