"""What search finds of challenges: for their entity and the team only."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labx.core.search.declare import Search, SearchEntry
from labx.portfolio.challenges.models import Challenge


def challenge_entry(challenge: Challenge) -> SearchEntry:
    parts = (challenge.entity_called, challenge.problem, challenge.sufferers, challenge.decision_to_take)
    return SearchEntry(
        title=challenge.title,
        text="\n".join(part for part in parts if part),
        url=reverse("challenges:record", args=[challenge.code]),
        owner_id=None if challenge.entity_id else challenge.contact_id,  # who leaves an entity finds no more of it
    )


SEARCHES = (Search("challenges.challenge", _("Challenges"), "challenges.view", Challenge.objects.all, challenge_entry),)
