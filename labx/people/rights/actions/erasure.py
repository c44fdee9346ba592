"""Erasure, in one order, resumable: registered first, then every kind of data, then what remained is looked for."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action, alone
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.frozen.canonical import digest
from labx.core.frozen.signing import sign
from labx.core.jobs.actions import start
from labx.core.personal import Person, PersonalData, personal_data, widen
from labx.core.search.personal import learn_again
from labx.people.models import Account
from labx.people.rights import register
from labx.people.rights.actions.mentions import look_for_mentions
from labx.people.rights.errors import (
    AlreadyClosed,
    IdentityFirst,
    LastAdministrator,
    MentionsWait,
    NobodyFound,
    OwnErasure,
)
from labx.people.rights.models import Erasure, Kind, Mention, Request, State
from labx.people.rights.person import held, language_of, person_held, person_of

PURPOSE = "erasure-receipt"
JOB = "rights.erase"


@action
def begin_erasure(*, by: Actor, request: Request) -> Erasure:
    """Check everything that could stop it halfway, remember who it is about, and have the worker do it.

    Called again where mentions had stopped it, it goes on. Look for mentions before: they are kept outside this.
    """
    policy.require(by, "rights.erase")
    current = Request.objects.select_for_update().get(pk=request.pk)
    if not current.is_moving or current.kind != Kind.ERASURE:
        raise AlreadyClosed
    if not current.identity:
        raise IdentityFirst
    erasure = Erasure.objects.filter(request=current).first() or new_erasure(by, current)
    if current.mentions.filter(state=Mention.State.WAITING).exists():
        raise MentionsWait
    record(by=by, action="rights.begin_erasure", target=erasure)
    erasure.job = start(JOB, by=by, erasure=str(erasure.id)).id
    erasure.save(update_fields=["job"])
    return erasure


def new_erasure(by: Actor, current: Request) -> Erasure:
    person = person_of(current)
    refuse_impossible(by, person)
    return Erasure.objects.create(request=current, held=held(person), language=language_of(person))


def refuse_impossible(by: Actor, person: Person) -> None:
    if not person.accounts and not person.participants:
        raise NobodyFound
    if by.id in person.accounts:
        raise OwnErasure
    administrators = Account.objects.filter(is_active=True, roles__contains=["administrator"])
    leaving = administrators.filter(pk__in=person.accounts)
    if leaving.exists() and not administrators.exclude(pk__in=person.accounts).exists():
        raise LastAdministrator


def carry_out(*, by: Actor, erasure: Erasure, say: Any = None) -> Erasure:
    """Step by step, each whole or not at all; started again, it goes on after the last finished step."""
    policy.require(by, "rights.erase")
    if erasure.is_done:
        return erasure
    person = widen(person_held(erasure))
    kept = erasure.request.mentions.filter(state=Mention.State.KEPT)
    register.append(str(erasure.id), person, [register.cell(one.table, one.column, one.row) for one in kept])
    kinds = [data for data in personal_data() if data.kind not in erasure.done]
    for number, data in enumerate(kinds):
        if say:
            say.say(done=number, total=len(kinds), message=str(data.title))
        take(by=by, erasure=erasure, person=person, data=data)
    learn_again(person)
    if look_for_mentions(erasure.request):
        raise MentionsWait
    return finish(by=by, erasure=erasure, person=person)


@action
def take(*, by: Actor, erasure: Erasure, person: Person, data: PersonalData) -> None:
    alone(f"rights.erase {erasure.pk}")
    current = Erasure.objects.select_for_update().get(pk=erasure.pk)
    if data.kind not in current.done:
        current.done[data.kind] = data.erase(person, by)
        current.save(update_fields=["done"])
    erasure.done = current.done


@action
def finish(*, by: Actor, erasure: Erasure, person: Person) -> Erasure:
    """Tell the person, sign what was done, forget who it was: once, also where two jobs came so far."""
    current = Erasure.objects.select_for_update(of=("self",)).select_related("request").get(pk=erasure.pk)
    if current.is_done:
        return current
    request = current.request
    current.finished_at = timezone.now()
    current.receipt = receipt_of(current)
    current.signature = sign(digest(current.receipt), purpose=PURPOSE).as_json()
    current.held = {}
    current.save()
    transaction.on_commit(lambda: write_to(person, current))
    close(by, request)
    record(by=by, action="rights.finish_erasure", target=current, after={"rows": current.done})
    return current


def close(by: Actor, request: Request) -> None:
    """What stays of the request: what was asked, when, and that it was answered in time."""
    request.mentions.filter(state=Mention.State.KEPT).update(why="")
    request.account_id = request.participant_id = None
    request.name = request.contact = request.wish = request.also_written = ""
    request.state, request.closed_at, request.closed_by = State.DONE, timezone.now(), by.key
    request.save()


def receipt_of(erasure: Erasure) -> dict[str, Any]:
    """Everything but who: the code of the request, the dates, the rows by kind, what stays and why."""
    mentions = erasure.request.mentions
    return {
        "laboratory": settings.LABX_NAME,
        "institution": settings.LABX_INSTITUTION,
        "request": erasure.request.code,
        "asked_on": erasure.asked_on.isoformat(),
        "erased_at": erasure.finished_at.isoformat(),
        "rows": erasure.done,
        "mentions_taken_out": mentions.filter(state=Mention.State.REDACTED).count(),
        "mentions_kept": mentions.filter(state=Mention.State.KEPT).count(),
        "stays": sorted(data.kind for data in personal_data() if data.stays),
    }


def receipt_address(erasure: Erasure) -> str:
    return settings.ORIGIN.rstrip("/") + reverse("rights:receipt", args=[erasure.receipt_code])


def write_to(person: Person, erasure: Erasure) -> None:
    """The last message to an address that is forgotten with it, in the language that was chosen with it."""
    addresses = [address for address in person.addresses if "@" in address][:1]
    if not addresses:
        return
    with translation.override(erasure.language):
        text = _("Your data were erased. This address shows the signed receipt, which names nobody: %(address)s") % {
            "address": receipt_address(erasure)
        }
        send_mail(_("Your data were erased"), text, settings.DEFAULT_FROM_EMAIL, addresses, fail_silently=True)
