"""Joining: asked for, confirmed, and entered by staff for those who telephone or write."""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action, alone
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.events.publish import publish
from labx.people.consent.actions.answers import give_consent
from labx.people.consent.models import ConsentText, Purpose
from labx.people.consent.parties import NO_PROOF, Proof
from labx.people.participants.attributes import AgeBand, Preferred
from labx.people.participants.errors import PanelProblem, RequestOver, WrongCode
from labx.people.participants.events import PANEL
from labx.people.participants.models import Contact, JoinRequest, Participant, Subject

REQUEST_DAYS = 2
OPEN_REQUESTS = 3  # for one address; more would let anyone fill a stranger's mailbox
WRONG_CODES = 5
CODE_DIGITS = 6
ABOUT = (
    "age_band", "district", "education", "digital_ease", "access_needs", "topics", "languages", "invitations_a_year",
)  # fmt: skip
REACHED = ("name", "email", "phone", "address", "preferred")


@dataclass(frozen=True)
class Joining:
    """Who joins: the coarse attributes, how to reach the person, and the texts agreed to."""

    about: dict[str, Any]
    reached: dict[str, str]
    texts: tuple[ConsentText, ...]
    language: str = "pt"
    proof: Proof = field(default=NO_PROOF)


@action
def ask_to_join(*, by: Actor, joining: Joining) -> JoinRequest | None:
    """Keep what was filled in for two days, and send a code. Nothing where an address was asked for too often."""
    from labx.people.participants.jobs import mail_code

    policy.require(by, "participants.join")
    require_texts(joining)
    email = joining.reached["email"].strip().lower()
    alone(f"participants.ask_to_join {email}")
    waiting = JoinRequest.objects.filter(answers__reached__email=email, ends_at__gt=timezone.now())
    if email and waiting.count() >= OPEN_REQUESTS:
        return None
    request = JoinRequest.objects.create(
        answers={
            "about": joining.about,
            "reached": {**joining.reached, "email": email},
            "texts": [str(text.pk) for text in joining.texts],
        },
        confirm_by=Preferred.EMAIL if email else Preferred(joining.reached["preferred"]),
        language=get_language() or settings.LANGUAGE_CODE,
        ends_at=timezone.now() + timedelta(days=REQUEST_DAYS if email else 10 * REQUEST_DAYS),
    )
    record(by=by, action="participants.ask_to_join", target=request)
    if email:
        code = "".join(secrets.choice("0123456789") for _digit in range(CODE_DIGITS))
        request.code_digest = digest_of(request, code)
        request.save(update_fields=["code_digest"])
        mail_code.defer(request=str(request.id), code=code)
    return request


def confirm_join(*, by: Actor, request: JoinRequest, code: str) -> Participant:
    """The person has the code, so the address is theirs."""
    joined = confirm(by=by, request=request, code=code)
    if joined is None:
        raise WrongCode(_("This is not the code we sent. Write its six digits as they stand in the message."))
    return joined


@action
def confirm(*, by: Actor, request: JoinRequest, code: str) -> Participant | None:
    """Nothing for a wrong code, which is counted under the same lock: tries at the same moment are counted too."""
    policy.require(by, "participants.join")
    current = still_open(request)
    if not current.code_digest or current.wrong_codes >= WRONG_CODES:
        raise RequestOver
    if not constant_time_compare(current.code_digest, digest_of(current, code)):
        current.wrong_codes += 1
        current.save(update_fields=["wrong_codes"])
        return None
    return joined_from(current, "web", NO_PROOF)


@action
def confirm_by_staff(*, by: Actor, request: JoinRequest, note: str) -> Participant:
    """Staff reached the person, who confirmed; `note` says when and what was said."""
    policy.require(by, "participants.enter")
    return joined_from(still_open(request), "phone", Proof(oral_note=note))


@action
def look_at_request(*, by: Actor, request: JoinRequest) -> None:
    """Each look at how to reach somebody is written down."""
    policy.require(by, "participants.see_contact")
    record(by=by, action="participants.see_contact", target=request, why=_("To confirm a request to join"))


@action
def discard_request(*, by: Actor, request: JoinRequest, why: str) -> None:
    """Nobody could be reached, or the person does not want to: what was filled in is deleted."""
    policy.require(by, "participants.enter")
    current = still_open(request)
    record(by=by, action="participants.discard_request", target=current, why=why)
    current.delete()


@action
def enter_participant(*, by: Actor, joining: Joining, channel: str) -> Participant:
    """Somebody joins by telephone, on paper or in person; a child only with its guardian."""
    policy.require(by, "participants.enter")
    require_texts(joining)
    is_child = joining.about["age_band"] == AgeBand.UNDER_18
    if is_child and not all(text.needs_guardian for text in joining.texts):
        raise PanelProblem(_("For somebody under 18 use the texts for children, which a guardian agrees to."))
    participant = made(joining)
    for text in joining.texts:
        give_consent(by=by, whose=participant.whose, text=text, channel=channel, proof=joining.proof)
    tell_joined(by, participant, channel)
    return participant


def joined_from(request: JoinRequest, channel: str, proof: Proof) -> Participant:
    """The participant of a confirmed request, or the one who has this address already, with a new message."""
    from labx.people.participants.jobs import mail_link

    answers = request.answers
    joining = Joining(answers["about"], answers["reached"], tuple(texts_of(request)), request.language, proof)
    alone(f"participants.joined {joining.reached['email']}")
    request.delete()
    known = active_with(joining.reached["email"])
    if known:
        mail_link.defer(participant=str(known.id), kind="link")
        return known
    participant = made(joining)
    person = Actor("participant", participant.id)
    for text in joining.texts:
        give_consent(by=person, whose=participant.whose, text=text, channel=channel, proof=proof)
    tell_joined(person, participant, channel)
    mail_link.defer(participant=str(participant.id), kind="welcome")
    return participant


def made(joining: Joining) -> Participant:
    about = {name: joining.about[name] for name in ABOUT if name in joining.about}
    participant = Participant.objects.create(**about)
    Subject.objects.create(participant=participant)
    Contact.objects.create(
        participant=participant,
        language=joining.language,
        confirmed_at=timezone.now(),
        **{name: joining.reached.get(name, "").strip() for name in REACHED},
    )
    return participant


def tell_joined(by: Actor, participant: Participant, channel: str) -> None:
    record(by=by, action="participants.join", target=participant, after={"channel": channel})
    publish(
        name="participants.joined", subject=participant.subject.id, project=PANEL, context={"channel": str(channel)}
    )


def active_with(email: str) -> Participant | None:
    if not email:
        return None
    return Participant.objects.filter(contact__email__iexact=email, left_at=None).order_by("joined_at").first()


def texts_of(request: JoinRequest) -> list[ConsentText]:
    """What was agreed to when the form was filled in; a text withdrawn since is refused when it is recorded."""
    return list(ConsentText.objects.filter(pk__in=request.answers["texts"]).order_by("purpose"))


def require_texts(joining: Joining) -> None:
    if Purpose.TAKE_PART not in {text.purpose for text in joining.texts}:
        raise PanelProblem(_("Nobody joins without agreeing to take part. Tick that box, or do not send the form."))


def still_open(request: JoinRequest) -> JoinRequest:
    current = JoinRequest.objects.select_for_update().filter(pk=request.pk, ends_at__gt=timezone.now()).first()
    if current is None:
        raise RequestOver
    return current


def digest_of(request: JoinRequest, code: str) -> str:
    """Only who holds the server's secret could find the six digits from it."""
    return salted_hmac(f"participants.code.{request.id}", "".join(code.split()), algorithm="sha256").hexdigest()
