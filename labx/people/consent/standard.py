"""Begin with the texts of a pack: drafts that the laboratory reads, changes and publishes itself."""

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.packs.library import packs
from labx.people.consent.actions import texts
from labx.people.consent.models import ConsentText

PACK = "consent/standard-texts"


@action
def draft_standard_texts(*, by: Actor, publish: bool = False) -> list[ConsentText]:
    """One draft for each purpose and language that has no text yet."""
    policy.require(by, "consent.manage_texts")
    made = []
    for asked in packs()[PACK].content["texts"]:
        for language, words in asked["text"].items():
            kind = {"purpose": asked["purpose"], "language": language, "needs_guardian": asked["needs_guardian"]}
            if ConsentText.objects.filter(**kind).exists():
                continue
            terms = {"lawful_basis": asked["lawful_basis"], "valid_months": asked["valid_months"]}
            made.append(texts.draft_text(by=by, text=words, **kind, **terms))
    return [texts.publish_text(by=by, text=text) for text in made] if publish else made
