"""Requests: received, identity checked, extended, answered, refused, taken back. The chain never holds a name."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core import policy
from labx.core.actions import action, alone
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.notices.send import notify
from labx.core.pages import formats
from labx.people.models import Account
from labx.people.rights.engine.clock import answer_due, extended_due
from labx.people.rights.errors import AlreadyAsked, AlreadyClosed, IdentityFirst, ReasonMissing, TooLateToExtend
from labx.people.rights.models import Kind, Request, State
from labx.people.rights.models.requests import MOVING, Channel, Identity


@action
def ask(*, by: Actor, kind: str, wish: str = "") -> Request:
    """From one's own account, or from the private page of one's participation: who asks is known."""
    policy.require(by, "rights.ask")
    alone(f"rights.ask {by.id}")
    is_participant = by.kind == "participant"
    whose = {"participant_id": by.id} if is_participant else {"account_id": by.id}
    if Request.objects.filter(**whose, kind=kind, state__in=MOVING).exists():
        raise AlreadyAsked
    today = timezone.localdate()
    request = Request.objects.create(
        kind=kind,
        state=State.OPEN,
        channel=Channel.ACCOUNT,
        received_on=today,
        due_on=answer_due(today),
        wish=wish,
        identity=Identity.LINK if is_participant else Identity.SESSION,
        identity_checked_at=timezone.now(),
        identity_checked_by=by.key,
        **whose,
    )
    record(by=by, action="rights.ask", target=request, after={"kind": kind, "due_on": request.due_on})
    tell_officers(request)
    return request


@action
def enter_request(
    *,
    by: Actor,
    kind: str,
    channel: str,
    received_on: date,
    name: str,
    contact: str = "",
    wish: str = "",
    also_written: str = "",
    account: UUID | None = None,
    participant: UUID | None = None,
) -> Request:
    """A request that came by letter, telephone, e-mail or in person: the month runs from the day it came."""
    policy.require(by, "rights.answer")
    request = Request.objects.create(
        kind=kind,
        channel=channel,
        received_on=received_on,
        due_on=answer_due(received_on),
        name=name.strip(),
        contact=contact.strip(),
        wish=wish,
        also_written=also_written,
        account_id=account,
        participant_id=participant,
    )
    record(by=by, action="rights.enter_request", target=request, after={"kind": kind, "channel": channel})
    return request


@action
def name_person(
    *, by: Actor, request: Request, account: UUID | None, participant: UUID | None, also_written: str = ""
) -> Request:
    """Tie the request to the account and the participant it is about, and say how else the name is written."""
    policy.require(by, "rights.answer")
    current = moving(request)
    current.account_id, current.participant_id, current.also_written = account, participant, also_written
    return saved(by, current, "rights.name_person", after={"account": str(account), "participant": str(participant)})


@action
def check_identity(*, by: Actor, request: Request, identity: str) -> Request:
    """How the laboratory made sure who asks. Checked again, the newest way stands; the chain keeps both."""
    policy.require(by, "rights.answer")
    current = moving(request)
    current.identity, current.state = identity, State.OPEN
    current.identity_checked_at, current.identity_checked_by = timezone.now(), by.key
    return saved(by, current, "rights.check_identity", after={"identity": identity})


@action
def extend_request(*, by: Actor, request: Request, why: str) -> Request:
    """Two more months, once, before the first is over; the person is told why."""
    policy.require(by, "rights.answer")
    current = moving(request)
    if not why.strip():
        raise ReasonMissing
    if current.extended_on or current.is_late:
        raise TooLateToExtend
    current.extension_why, current.extended_on = why.strip(), timezone.localdate()
    current.due_on = extended_due(current.received_on)
    tell_person(current, gettext_lazy("Your request takes longer"), why)
    return saved(by, current, "rights.extend_request", after={"due_on": current.due_on})


@action
def answer_request(*, by: Actor, request: Request, answer: str) -> Request:
    """Say what was done. Who asks must be known first; an erasure is answered by carrying it out."""
    policy.require(by, "rights.answer")
    current = moving(request)
    if not current.identity:
        raise IdentityFirst
    if current.kind == Kind.ERASURE:
        raise ReasonMissing(
            _("Carry the erasure out, or refuse it with the ground in law: the answer follows by itself.")
        )
    return closed(by, current, State.DONE, answer, "rights.answer_request", gettext_lazy("Your request was answered"))


@action
def refuse_request(*, by: Actor, request: Request, answer: str) -> Request:
    """Refuse with the ground in law and how to complain: the person must be told both (article 12(4))."""
    policy.require(by, "rights.answer")
    return closed(
        by, moving(request), State.REFUSED, answer, "rights.refuse_request", gettext_lazy("Your request was refused")
    )


@action
def withdraw_request(*, by: Actor, request: Request) -> Request:
    policy.require(by, "rights.withdraw_request", request)
    current = moving(request)
    current.state, current.closed_at, current.closed_by = State.WITHDRAWN, timezone.now(), by.key
    return saved(by, current, "rights.withdraw_request")


def moving(request: Request) -> Request:
    current = Request.objects.select_for_update().get(pk=request.pk)
    if not current.is_moving or hasattr(current, "erasure"):
        raise AlreadyClosed
    return current


def closed(by: Actor, current: Request, state: State, answer: str, action: str, title: Promise) -> Request:
    if not answer.strip():
        raise ReasonMissing
    current.state, current.answer = state, answer.strip()
    current.closed_at, current.closed_by = timezone.now(), by.key
    tell_person(current, title, answer)
    return saved(by, current, action)


def saved(by: Actor, current: Request, action: str, after: dict | None = None) -> Request:
    current.edition += 1
    current.save()
    record(by=by, action=action, target=current, after=after)
    return current


def officers() -> Iterable[UUID]:
    officers = Account.objects.filter(is_active=True, roles__contains=["data_protection_officer"])
    return officers.values_list("id", flat=True)


def tell_officers(request: Request) -> None:
    def text() -> str:
        due = formats.day(request.due_on)
        return _("Request %(code)s must be answered by %(due)s.") % {"code": request.code, "due": due}

    title = gettext_lazy("Someone asked about their data")
    notify("rights.asked", to=officers(), title=title, text=text, url=address(request))


def tell_person(request: Request, title: Promise, text: str) -> None:
    if request.account_id:
        notify(
            "rights.answered", to=[request.account_id], title=title, text=text, url=f"/conta/direitos/{request.code}/"
        )


def address(request: Request) -> str:
    return f"/privacidade/pedidos/{request.code}/"
