"""Addresses of challenges for the walk of every route by every role."""

from typing import Any

from labx.people.middleware import actor_of
from labx.portfolio.challenges.actions import ethics, triage
from labx.portfolio.challenges.models import State
from labx.portfolio.challenges.tests.making import WHO, drafted, scored, submitted


def prepare(world: Any) -> dict[str, Any]:
    contact = actor_of(world.people["entity_contact"])
    declined = scored(actor_of(world.people["analyst"]), submitted(contact, title="Recusado"))
    triage.decide_challenge(by=WHO, challenge=declined, outcome=State.DECLINED, reason="Já se sabe a resposta.")
    words = {"signed_by": "Comissão", "signed_on": world.published.created_at.date(), "document": "Parecer 1"}
    sign_off = ethics.record_sign_off(by=WHO, project=world.published, kind="ethics-opinion", **words)
    return {"draft": drafted(contact), "waiting": submitted(contact), "declined": declined, "sign_off": sign_off}


def challenge(*names: str) -> Any:
    return lambda world: [{"code": world.made["challenges"][name].code} for name in names]


def published(world: Any) -> list[dict[str, Any]]:
    return [{"slug": world.published.slug}]


EXAMPLES = {
    "challenges:record": challenge("waiting", "draft", "declined"),
    "challenges:edit": challenge("draft", "waiting"),
    "challenges:submit": challenge("draft"),
    "challenges:withdraw": challenge("waiting"),
    "challenges:resume": challenge("draft"),
    "challenges:assess": challenge("waiting"),
    "challenges:decide": challenge("waiting"),
    "challenges:reopen": challenge("declined"),
    "challenges:origin": published,
    "challenges:ethics": published,
    "challenges:answer": published,
    "challenges:sign": published,
    "challenges:withdraw_sign_off": lambda world: [
        {"slug": world.published.slug, "sign_off": world.made["challenges"]["sign_off"].pk}
    ],
    "api:see_challenge": challenge("waiting", "draft"),
}
