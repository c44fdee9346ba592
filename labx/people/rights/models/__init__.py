"""Tables of rights."""

from labx.people.rights.models.breaches import Breach, Level
from labx.people.rights.models.registers import Assessment, Basis, ProcessingActivity, Risk, Trigger, Verdict
from labx.people.rights.models.requests import Erasure, Kind, Mention, Request, State

__all__ = [
    "Assessment",
    "Basis",
    "Breach",
    "Erasure",
    "Kind",
    "Level",
    "Mention",
    "ProcessingActivity",
    "Request",
    "Risk",
    "State",
    "Trigger",
    "Verdict",
]
