"""An invented panel: nobody in it exists, and every row says so. It includes refusals, leavers and a draw."""

import random
from datetime import date
from typing import Any

from django.db import transaction

from labx.core.actors import Actor
from labx.people.consent.actions.answers import withdraw_consent
from labx.people.consent.models import Purpose
from labx.people.consent.queries import open_texts
from labx.people.consent.standard import draft_standard_texts
from labx.people.participants import attributes
from labx.people.participants.actions import inviting, margins, people, recruiting
from labx.people.participants.actions.bulk import Newcomer, join_many
from labx.people.participants.models import MarginSet, Participant, Recruitment
from labx.people.participants.models.recruitment import Reply

PEOPLE = 12_000
LEAVERS, WITHDRAWALS, PLACES = 12, 18, 30
SEED = 20_261_122
SOURCE = "Valores inventados para a demonstração"
AGES = {"18_24": 0.12, "25_34": 0.15, "35_44": 0.18, "45_54": 0.19, "55_64": 0.16, "65_74": 0.12, "75_more": 0.08}
EDUCATION = {"basic": 0.42, "secondary": 0.3, "higher": 0.28}
# The invented panel has too many of the young and schooled, as real panels do: the page of balance shows it.
PANEL_AGES = {"18_24": 0.2, "25_34": 0.24, "35_44": 0.22, "45_54": 0.16, "55_64": 0.1, "65_74": 0.06, "75_more": 0.02}
PANEL_EDUCATION = {"basic": 0.15, "secondary": 0.35, "higher": 0.5}
TITLE = "Testar a carta do subsídio (exemplo)"


@transaction.atomic
def load(progress: Any, *, by: Actor, count: int = PEOPLE) -> None:
    if Participant.objects.filter(is_example=True).exists():
        return
    draft_standard_texts(by=by, publish=True)
    text = next(one for one in open_texts(language="pt") if one.purpose == Purpose.TAKE_PART)
    chance = random.Random(SEED)  # noqa: S311 - invented people, the same each time
    join_many(by=by, people=[invented(number, chance) for number in range(count)], texts=[text], is_example=True)
    load_population(by)
    take_back_and_leave(by, chance)
    recruit(by, chance)


def invented(number: int, chance: random.Random) -> Newcomer:
    about = {
        "age_band": one_of(PANEL_AGES, chance),
        "district": chance.choice(attributes.District.values),
        "education": one_of(PANEL_EDUCATION, chance),
        "digital_ease": chance.choices(attributes.DigitalEase.values, [0.7, 0.2, 0.1])[0],
        "access_needs": [need for need in attributes.AccessNeed.values if chance.random() < 0.02],
        "topics": chance.sample(attributes.Topic.values, 2),
        "languages": ["pt"],
        "invitations_a_year": chance.choice([2, 4, 6]),
    }
    reached = {
        "name": f"Pessoa Inventada {number + 1}",
        "email": f"pessoa{number + 1}@demo.labx.example",
        "phone": "",
        "address": "",
        "preferred": "email",
    }
    return Newcomer(about, reached, "Inventado para a demonstração: não há folha assinada.")


def one_of(shares: dict[str, float], chance: random.Random) -> str:
    return chance.choices(list(shares), list(shares.values()))[0]


def load_population(by: Actor) -> MarginSet:
    return margins.load_margins(
        by=by,
        name="População inventada",
        population="residentes com 18 ou mais anos, inventados",
        source=SOURCE,
        as_of=date(2026, 1, 1),
        shares={"age_band": AGES, "education": EDUCATION},
    )


def take_back_and_leave(by: Actor, chance: random.Random) -> None:
    everyone = list(Participant.objects.filter(is_example=True).select_related("subject").order_by("code"))
    some = chance.sample(everyone, min(LEAVERS + WITHDRAWALS, len(everyone) // 4))
    for number, participant in enumerate(some):
        if number % 5 < 2:
            people.leave_panel(by=by, participant=participant)
        else:
            withdraw_consent(by=by, whose=participant.whose, purpose=Purpose.TAKE_PART, channel="phone")


def recruit(by: Actor, chance: random.Random) -> Recruitment:
    """Drawn, invited, and answered as people answer: some yes, some no, most nothing yet; some really come."""
    opened = recruiting.open_recruitment(
        by=by,
        title=TITLE,
        need="Duas horas para ler uma carta nova e dizer o que se percebe. Pessoas inventadas.",
        method="stratified",
        places=PLACES,
        alternates=PLACES // 2,
        strata=["age_band", "education"],
    )
    drawn = recruiting.draw(by=by, recruitment=opened)
    inviting.invite_drawn(by=by, recruitment=drawn)
    for invitation in list(drawn.invitations.filter(invited_at__isnull=False).select_related("recruitment")):
        answer = chance.choices([Reply.ACCEPTED, Reply.DECLINED, None], [0.5, 0.2, 0.3])[0]
        if answer:
            inviting.reply(by=by, invitation=invitation, answer=answer)
    accepted = list(drawn.invitations.filter(reply=Reply.ACCEPTED))
    inviting.note_took_part(by=by, recruitment=drawn, invitations=accepted[: len(accepted) * 4 // 5])
    return drawn
