"""What challenges keep of a person: who brought them, and who scored them."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from labx.core.actors import Actor
from labx.core.personal import Person, PersonalData
from labx.portfolio.challenges.models import Assessment, Challenge

PURPOSE = _("Choose the problems that the laboratory works on, and answer whoever brings them")


def tell_challenges(person: Person) -> Iterator[dict[str, Any]]:
    words = ("title", "entity__name", "entity_name", "state", "problem", "submitted_at", "reason")
    yield from Challenge.objects.filter(contact__in=person.accounts).values(*words)


def erase_contact(person: Person, by: Actor) -> int:
    """The challenge is its entity's and stays, without who wrote it down."""
    return Challenge.objects.filter(contact__in=person.accounts).update(contact=None)


def tell_scores(person: Person) -> Iterator[dict[str, Any]]:
    yield from Assessment.objects.filter(scorer__in=person.accounts).values(
        "challenge__title", "scores", "note", "given_at"
    )


def erase_scorer(person: Person, by: Actor) -> int:
    """The scores stay, without whose they are."""
    return Assessment.objects.filter(scorer__in=person.accounts).update(scorer=None)


DATA = (
    PersonalData("challenges.brought", _("Challenges brought"), tell_challenges, erase_contact, purpose=PURPOSE),
    PersonalData("challenges.scores", _("Scores given to challenges"), tell_scores, erase_scorer, purpose=PURPOSE),
)
