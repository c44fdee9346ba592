"""Tables of the panel."""

from labx.people.participants.models.imports import Import
from labx.people.participants.models.people import Contact, JoinRequest, Participant, Subject
from labx.people.participants.models.recruitment import Invitation, MarginSet, Recruitment

__all__ = [
    "Contact",
    "Import",
    "Invitation",
    "JoinRequest",
    "MarginSet",
    "Participant",
    "Recruitment",
    "Subject",
]
