"""What the care of people asks before a protocol is frozen."""

from django.urls import reverse
from django.utils.translation import gettext as _

from labx.core.rooms import Hold
from labx.portfolio.challenges import queries
from labx.portfolio.models import Protocol


def of_protocol(protocol: Protocol) -> list[Hold]:
    """Missing sign-offs hold the protocol back; unanswered questions only warn."""
    care = queries.care_of(protocol.project)
    url = reverse("challenges:ethics", args=[protocol.project.slug])
    if care.screening is None:
        text = _(
            "Nobody has answered the questions of care: whether children, health data or people in need are involved."
        )
        return [Hold(text, url, is_blocking=False)]
    if care.missing:
        text = _(
            "Sign-offs are missing that the answers of this project ask for: %(missing)s. Record them, then freeze."
        )
        return [Hold(text % {"missing": ", ".join(care.missing)}, url, is_blocking=True)]
    return []
