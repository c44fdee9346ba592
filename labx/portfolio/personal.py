"""What the portfolio keeps of a person."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.core.actors import Actor
from labx.core.frozen.canonical import canonical, digest
from labx.core.frozen.signing import sign
from labx.core.personal import Person, PersonalData, erasing, own_rows
from labx.portfolio.models import Membership, Protocol

PURPOSE = _("Carry out the laboratory's projects and answer for them")


def signed_by(person: Person) -> QuerySet[Protocol]:
    return Protocol.objects.filter(frozen_by__in=person.actor_keys).exclude(signer="")


def tell_signatures(person: Person) -> Iterator[dict[str, Any]]:
    yield from signed_by(person).values("title", "version", "project__title", "frozen_at", "signer", "digest")


def erase_signatures(person: Person, by: Actor) -> int:
    """The name goes; the signed text already holds nothing but a random code."""
    with erasing():
        return signed_by(person).update(signer="")


NARROW = {"title": Protocol._meta.get_field("title").max_length}
WORDS = ("title", "question", "hypothesis", "decision_to_take", "ethics", "justification", "plan")


def redact_protocol(key: str, clean: Callable[[Any], Any]) -> None:
    """Take a name out of a protocol. A frozen one is signed again, and keeps what was signed before by its hash."""
    with transaction.atomic(), erasing():
        protocol = Protocol.objects.select_for_update().get(pk=key)
        for name in WORDS:
            value = clean(getattr(protocol, name))
            setattr(protocol, name, value[: NARROW[name]] if name in NARROW else value)
        if protocol.is_frozen:
            sign_again(protocol, clean(json.loads(bytes(protocol.canonical))))
        else:
            protocol.edition += 1  # a form opened before would write the name back
        protocol.save()


def sign_again(protocol: Protocol, content: dict[str, Any]) -> None:
    content["title"] = protocol.title
    if digest(content) == protocol.digest:
        return
    before = {"digest": protocol.digest, "signature": protocol.signature, "until": timezone.now().isoformat()}
    protocol.redactions = [*protocol.redactions, before]
    protocol.canonical, protocol.digest = canonical(content), digest(content)
    protocol.signature = sign(protocol.digest, purpose="protocol").as_json()


DATA = (
    own_rows(
        "portfolio.memberships",
        _("Roles in projects"),
        lambda person: Membership.objects.filter(account__in=person.accounts),
        purpose=PURPOSE,
    ),
    PersonalData(
        "portfolio.signatures",
        _("Signed protocols"),
        tell_signatures,
        erase_signatures,
        rows=lambda person: (signed_by(person),),
        columns=frozenset({"portfolio_protocol.signer"}),
        redacts={"portfolio_protocol": redact_protocol},
        purpose=PURPOSE,
        basis="legal_obligation",
        stays=_(
            "The signature of a frozen protocol, shown as a random code: the law asks us to keep what was promised."
        ),
    ),
)
