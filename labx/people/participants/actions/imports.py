"""A file of people: everyone in it joins or nobody; and those on whom nothing was built since are taken back."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.events.publish import NewEvent, publish_many
from labx.core.jobs.actions import start
from labx.core.jobs.progress import Told, silent
from labx.core.jobs.queries import is_under_way
from labx.core.personal import Person
from labx.people.consent import ledger
from labx.people.consent.models import ConsentText
from labx.people.consent.personal import erase as erase_proofs
from labx.people.participants import queries
from labx.people.participants.actions.bulk import AT_ONCE, Newcomer, join_many
from labx.people.participants.errors import NotNow
from labx.people.participants.events import PANEL
from labx.people.participants.models import Import, Participant


@action
def bring(*, by: Actor, name: str, people: Sequence[Newcomer], texts: Sequence[ConsentText]) -> Import:
    """Everyone joins. The moment of the import comes last: what is later was done by somebody, not by the file."""
    policy.require(by, "participants.import")
    new = Import.objects.create(original_name=name[:200], people=len(people), owner_id=by.account_id)
    join_many(by=by, people=people, texts=texts, brought_by=new)
    new.brought_at = timezone.now()
    new.save(update_fields=["brought_at"])
    return new


@action
def start_undo(*, by: Actor, brought: Import, why: str) -> Import:
    policy.require(by, "participants.import")
    current = Import.objects.select_for_update(no_key=True).get(pk=brought.pk)
    refuse_undone(current)
    if is_under_way(current.job):
        raise NotNow(_("This import is being undone already: wait for it, or stop it."))
    current.job = start("participants.undo_import", by=by, brought=str(current.pk), why=why).id
    current.save(update_fields=["job"])
    record(by=by, action="participants.start_undo", target=current, why=why)
    return current


def refuse_undone(brought: Import) -> None:
    if brought.undone_at:
        raise NotNow(_("This import was undone already. Who is still here stays, with the reason."))


@action
def undo_import(*, by: Actor, brought: Import, why: str, told: Told = silent) -> Import:
    """Who came with the file goes again, contact data and proofs with them; who was worked with since stays.

    While it lasts nobody answers, is used or is changed. Begun again after an interruption, it does no more.
    """
    policy.require(by, "participants.import")
    current = Import.objects.select_for_update(no_key=True).get(pk=brought.pk)
    if current.undone_at:
        return current
    ledger.hold(None, alone=True)
    brought_people = Participant.objects.filter(brought_by=current).order_by("pk")
    list(brought_people.select_for_update(of=("self",)).values_list("pk", flat=True))
    going = list(queries.with_reason_to_stay(brought_people).filter(stays="").select_related("subject"))
    for begin in range(0, len(going), AT_ONCE):
        told(done=begin, total=len(going), message=_("Taking people back."))
        take_back(going[begin : begin + AT_ONCE], by)
    current.undone_at, current.taken_back = timezone.now(), len(going)
    current.save(update_fields=["undone_at", "taken_back"])
    after = {"taken_back": len(going), "stay": current.people - len(going)}
    record(by=by, action="participants.undo_import", target=current, why=why, after=after)
    return current


def take_back(people: Sequence[Participant], by: Actor) -> None:
    """The lines of the ledger stay, as after an erasure, under a number that is nobody's any more."""
    subjects = [one.subject.id for one in people]
    publish_many(NewEvent("participants.joined", subject, PANEL, retracts=subject) for subject in subjects)
    erase_proofs(Person(subjects=frozenset(subjects)), by)
    Participant.objects.filter(pk__in=[one.pk for one in people]).delete()
