"""What was done otherwise than planned."""

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.portfolio.catalogue.actions.announcements import NotReady
from labx.portfolio.catalogue.models import Deviation
from labx.portfolio.models import Protocol


@action
def record_deviation(*, by: Actor, protocol: Protocol, planned: str, done: str, why: str, effect: str) -> Deviation:
    policy.require(by, "catalogue.record_deviation", protocol)
    if not protocol.is_frozen:
        raise NotReady(_("This protocol is still being written: change it instead of departing from it."))
    if not all(text.strip() for text in (planned, done, why, effect)):
        raise NotReady(_("Say what was planned, what was done, why, and what it may change: readers will ask."))
    deviation = Deviation.objects.create(
        protocol=protocol, planned=planned, done=done, why=why, effect=effect, recorded_by=by.key
    )
    record_audit(
        by=by,
        action="catalogue.record_deviation",
        target=deviation,
        project=protocol.project_id,
        after={"planned": planned, "done": done, "why": why, "effect": effect},
    )
    return deviation


@action
def withdraw_deviation(*, by: Actor, deviation: Deviation, why: str) -> Deviation:
    """A line that was wrong leaves the table; that it stood there, and why it left, stays to be read."""
    policy.require(by, "catalogue.record_deviation", deviation)
    if not why.strip():
        raise NotReady(_("Say why this line is withdrawn: those who read it have a right to know."))
    current = Deviation.objects.select_for_update(of=("self",)).get(pk=deviation.pk)
    if current.withdrawn_at is None:
        current.withdrawn_at, current.withdrawn_why = timezone.now(), why
        current.save(update_fields=["withdrawn_at", "withdrawn_why"])
        record_audit(by=by, action="catalogue.withdraw_deviation", target=current, project=current.project_id, why=why)
    return current
