"""Someone is away: a colleague acts for them in named project roles, for some days, and the audit chain says so."""

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.notices.send import notify
from labx.core.pages.formats import day as written
from labx.people.models import Account
from labx.people.organisations import handed
from labx.people.organisations.errors import BadDay, NotNow, OrganisationProblem
from labx.people.organisations.handed import HeldRole
from labx.people.organisations.models import Absence, LentRole

LONGEST_DAYS = 90


class NobodyThere(OrganisationProblem):
    field = "stands_in"

    def __init__(self) -> None:
        super().__init__(_("Nobody else with an open account here has this address. Check it, or have them invited."))


class NotHeld(OrganisationProblem):
    field = "roles"

    def __init__(self) -> None:
        super().__init__(_("Choose one role or more, among those you hold yourself."))


@action
def arrange_absence(
    *, by: Actor, stands_in: str, begins_on: dt.date, ends_on: dt.date, roles: Sequence[HeldRole]
) -> Absence:
    """Lend project roles one holds oneself. They end by themselves, and with the role of who lent them."""
    policy.require(by, "organisations.arrange_absence")
    account = Account.objects.select_for_update().get(pk=by.id)
    other = Account.objects.filter(email=stands_in.strip().lower(), is_active=True).exclude(pk=account.pk).first()
    if other is None:
        raise NobodyThere
    check_days(begins_on, ends_on)
    if not roles or not set(roles) <= set(handed.roles_held_by(account.id)):
        raise NotHeld
    absence = Absence.objects.create(absent=account, stands_in=other, begins_on=begins_on, ends_on=ends_on)
    LentRole.objects.bulk_create(
        LentRole(absence=absence, project=held.project, project_title=held.title, role=held.role) for held in roles
    )
    for held in roles:
        after = {"account": str(other.id), "role": held.role, "from": begins_on, "until": ends_on}
        target = ("people.account", account.id)
        record(by=by, action="organisations.arrange_absence", target=target, project=held.project, after=after)
    tell_stand_in(absence)
    return absence


def check_days(begins_on: dt.date, ends_on: dt.date) -> None:
    if begins_on < timezone.localdate():
        raise BadDay("begins_on", _("This day has passed. Write today or a later day."))
    if ends_on < begins_on:
        raise BadDay("ends_on", _("The last day comes before the first."))
    if (ends_on - begins_on).days >= LONGEST_DAYS:
        raise BadDay("ends_on", _("Someone can stand in for 90 days at most. For longer, change the projects' teams."))


def tell_stand_in(absence: Absence) -> None:
    with translation.override(absence.stands_in.language):
        words = {"name": absence.absent.name, "first": written(absence.begins_on), "last": written(absence.ends_on)}
        title = _("You stand in for %(name)s") % words
        text = _("From %(first)s to %(last)s. What you do in these projects is recorded as done for them.") % words
        to = [absence.stands_in_id]
        notify("organisations.absence", to=to, title=title, text=text, url=reverse("organisations:own"))


@action
def end_absence(*, by: Actor, absence: Absence) -> Absence:
    """The person is back before the last day, or changed their mind."""
    policy.require(by, "organisations.end_absence", absence)
    current = Absence.objects.select_for_update().get(pk=absence.pk)
    if current.ended_at:
        raise NotNow(_("This absence was already ended."))
    current.ended_at = timezone.now()
    current.save(update_fields=["ended_at"])
    for project in set(current.roles.values_list("project", flat=True)):
        target = ("people.account", current.absent_id)
        after = {"account": str(current.stands_in_id)}
        record(by=by, action="organisations.end_absence", target=target, project=project, after=after)
    return current
