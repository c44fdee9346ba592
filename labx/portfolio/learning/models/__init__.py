"""Tables of learning."""

from labx.portfolio.learning.models.assumptions import Assumption
from labx.portfolio.learning.models.evidence import Fall, Finding, Kind, Link
from labx.portfolio.learning.models.ideas import Choice, Criterion, Idea, IdeaScore
from labx.portfolio.learning.models.prototypes import Prototype, Session, Task, TaskResult, TestFinding

__all__ = [
    "Assumption",
    "Choice",
    "Criterion",
    "Fall",
    "Finding",
    "Idea",
    "IdeaScore",
    "Kind",
    "Link",
    "Prototype",
    "Session",
    "Task",
    "TaskResult",
    "TestFinding",
]
