"""What happens to a participant: changed, looked at, renewed, left."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import EditedMeanwhile, action, rewrite
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.events.publish import publish
from labx.people.consent import ledger
from labx.people.consent.actions.answers import withdraw_everything
from labx.people.participants.actions.joining import ABOUT, REACHED
from labx.people.participants.errors import NotNow, PanelProblem
from labx.people.participants.events import PANEL
from labx.people.participants.models import Contact, Invitation, Participant
from labx.people.participants.models.people import in_a_year
from labx.people.participants.models.recruitment import Reply


@action
def change_participant(*, by: Actor, participant: Participant, edition: int, **changes: Any) -> Participant:
    """Change the coarse attributes. `edition` is the one the writer had opened."""
    policy.require(by, "participants.change", participant)
    current = still_here(participant)
    if current.edition != edition:
        raise EditedMeanwhile
    before = {name: getattr(current, name) for name in ABOUT}
    rewrite(current, ABOUT, changes)
    current.save()
    after = {name: getattr(current, name) for name in ABOUT}
    record(by=by, action="participants.change", target=current, before=before, after=after)
    return current


@action
def change_contact(*, by: Actor, participant: Participant, edition: int, **changes: str) -> Contact:
    """Change name and addresses; the audit trail notes which, never what they were."""
    policy.require(by, "participants.change", participant)
    still_here(participant)
    contact = Contact.objects.select_for_update().get(participant=participant)
    if contact.edition != edition:
        raise EditedMeanwhile
    changed = sorted(name for name in REACHED if name in changes and changes[name] != getattr(contact, name))
    for name in changed:
        setattr(contact, name, changes[name])
    contact.edition += 1
    contact.save()
    record(by=by, action="participants.change_contact", target=participant, after={"changed": changed})
    return contact


@action
def see_contact(*, by: Actor, participant: Participant, why: str) -> Contact:
    """Look at who somebody is. The look and its reason stay in the audit trail."""
    policy.require(by, "participants.see_contact")
    if not why.strip():
        raise PanelProblem(_("Say why you need to know who this is: it stays in the history."))
    contact = Contact.objects.filter(participant=participant).first()
    if contact is None:
        raise NotNow(_("There are no contact data any more: they were deleted when the person left."))
    record(by=by, action="participants.see_contact", target=participant, why=why)
    return contact


@action
def renew(*, by: Actor, participant: Participant) -> Participant:
    """Stay for another year."""
    policy.require(by, "participants.change", participant)
    current = still_here(participant)
    current.renews_on, current.asked_to_renew_on = in_a_year(), None
    current.save(update_fields=["renews_on", "asked_to_renew_on"])
    record(by=by, action="participants.renew", target=current, after={"until": current.renews_on})
    return current


@action
def make_new_link(*, by: Actor, participant: Participant) -> Participant:
    """The private links sent before end, for somebody who lost theirs or fears that another has it."""
    policy.require(by, "participants.change", participant)
    current = Participant.objects.select_for_update(of=("self",)).select_related("subject").get(pk=participant.pk)
    current.link_number += 1
    current.save(update_fields=["link_number"])
    record(by=by, action="participants.end_links", target=current)
    return current


@action
def leave_panel(*, by: Actor, participant: Participant, reason: str = "asked", channel: str = "web") -> Participant:
    """Everything agreed to is taken back and the contact data deleted at once. Asked twice, it happens once."""
    policy.require(by, "participants.leave", participant)
    open_ones = Invitation.objects.filter(participant=participant, reply__in=[Reply.WAITING, Reply.ACCEPTED])
    # In the order of whoever invites: invitations, the ledger, people. In another, each could wait for the other.
    list(open_ones.select_for_update().values_list("pk"))
    ledger.hold([participant.subject.id], alone=True)
    current = Participant.objects.select_for_update(of=("self",)).select_related("subject").get(pk=participant.pk)
    if not current.is_active:
        return current
    withdraw_everything(by=by, whose=current.whose, channel=channel)
    Contact.objects.filter(participant=current).delete()
    current.left_at = timezone.now()
    current.save(update_fields=["left_at"])
    open_ones.filter(took_part_at=None).update(reply=Reply.LEFT, replied_at=current.left_at)
    record(by=by, action="participants.leave", target=current, after={"reason": reason})
    publish(name="participants.left", subject=current.subject.id, project=PANEL, context={"reason": reason})
    return current


def note_contact(participants: list[Participant], day: date) -> None:
    for participant in participants:
        participant.last_contact_on = day
    Participant.objects.bulk_update(participants, ["last_contact_on"])


def still_here(participant: Participant) -> Participant:
    current = Participant.objects.select_for_update(of=("self",)).select_related("subject").get(pk=participant.pk)
    if not current.is_active:
        raise NotNow(_("This person left the panel. Nothing can be changed any more."))
    return current
