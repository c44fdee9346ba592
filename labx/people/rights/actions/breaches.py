"""Breaches: reported, completed as more is known, told or not told with the reason, closed."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core import policy
from labx.core.actions import EditedMeanwhile, action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.notices.send import notify
from labx.people.rights.actions.requests import officers
from labx.people.rights.errors import AlreadyClosed, ReasonMissing, RightsProblem
from labx.people.rights.models import Breach, Level

WORDS = (
    "title", "known_at", "happened_at", "what", "people", "people_count", "categories", "consequences", "measures",
    "level",
)  # fmt: skip


class NotYet(RightsProblem):
    """Something must be settled before the breach can be closed."""


@action
def report_breach(*, by: Actor, **words: Any) -> Breach:
    """The clocks run from when anybody here knew, not from this moment. The officers are told at once."""
    policy.require(by, "rights.report_breach")
    breach = Breach.objects.create(**{name: words[name] for name in WORDS if name in words})
    record(by=by, action="rights.report_breach", target=breach, after={"known_at": breach.known_at})
    warning = gettext_lazy("Breach %(code)s: the authority must know within 72 hours of it being known.")
    url = f"/privacidade/violacoes/{breach.code}/"
    told = {"title": gettext_lazy("A breach was reported"), "text": lambda: warning % {"code": breach.code}}
    notify("rights.breach", to=officers(), url=url, **told)
    breach.officer_told_at = timezone.now()
    breach.save(update_fields=["officer_told_at"])
    return breach


@action
def edit_breach(*, by: Actor, breach: Breach, edition: int, **words: Any) -> Breach:
    """What is known grows; what was known before stays in the history."""
    policy.require(by, "rights.write_registers")
    current = still_open(breach)
    if current.edition != edition:
        raise EditedMeanwhile
    before = told(current)
    for name in WORDS:
        setattr(current, name, words.get(name, getattr(current, name)))
    return saved(by, current, "rights.edit_breach", before=before, after=told(current))


@action
def tell_authority(*, by: Actor, breach: Breach, at: datetime, late_why: str = "") -> Breach:
    """Note that the authority was told; later than 72 hours only with the reason (article 33(1))."""
    policy.require(by, "rights.write_registers")
    current = still_open(breach)
    if at > current.authority_due and not late_why.strip():
        raise ReasonMissing(_("It was told after 72 hours: say why, as the authority will ask."))
    current.authority_told_at, current.late_why, current.not_told_why = at, late_why.strip(), ""
    return saved(by, current, "rights.tell_authority", after={"at": at, "late_why": current.late_why})


@action
def not_tell_authority(*, by: Actor, breach: Breach, why: str) -> Breach:
    """Only where people are unlikely to be at risk, and with the reason (article 33(1) and (5))."""
    policy.require(by, "rights.write_registers")
    current = still_open(breach)
    if not why.strip():
        raise ReasonMissing
    if current.level != Level.NONE:
        raise ReasonMissing(_("Where people may be at risk the authority must be told. Judge the risk first."))
    current.not_told_why, current.authority_told_at = why.strip(), None
    return saved(by, current, "rights.not_tell_authority", after={"why": current.not_told_why})


@action
def tell_people(*, by: Actor, breach: Breach, at: datetime) -> Breach:
    policy.require(by, "rights.write_registers")
    current = still_open(breach)
    current.people_told_at = at
    return saved(by, current, "rights.tell_people", after={"at": at})


@action
def close_breach(*, by: Actor, breach: Breach) -> Breach:
    """Only when the risk is judged, the authority's part is settled, and people at high risk were told."""
    policy.require(by, "rights.write_registers")
    current = still_open(breach)
    if not current.level or not current.is_settled:
        raise NotYet(_("Judge the risk, and tell the authority or say why not; then it can be closed."))
    if current.level == Level.HIGH and current.people_told_at is None:
        raise NotYet(_("People at high risk must be told first (article 34)."))
    current.closed_at = timezone.now()
    return saved(by, current, "rights.close_breach")


def still_open(breach: Breach) -> Breach:
    current = Breach.objects.select_for_update().get(pk=breach.pk)
    if current.closed_at:
        raise AlreadyClosed(_("This breach is closed, so nothing more can be changed. Report what is new as another."))
    return current


def saved(by: Actor, current: Breach, action: str, **payload: Any) -> Breach:
    current.edition += 1
    current.save()
    record(by=by, action=action, target=current, **payload)
    return current


def told(breach: Breach) -> dict[str, Any]:
    return {name: getattr(breach, name) for name in WORDS}
