"""Who speaks for an entity: from when, confirmed each year, until when."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.notices.send import notify
from labx.core.pages.formats import day as written
from labx.people.actions import end_sessions
from labx.people.models import Account
from labx.people.organisations import handed
from labx.people.organisations.errors import NotNow, OrganisationProblem
from labx.people.organisations.models import Affiliation, PublicEntity
from labx.people.organisations.policy import LEADERS

ROLE = "entity_contact"
BEGUN = (gettext_lazy("You speak for %(entity)s"), gettext_lazy("You can see the projects of this entity."))
ASKED = (
    gettext_lazy("Do you still speak for %(entity)s?"),
    gettext_lazy("Confirm it by %(day)s. Otherwise your access to its projects ends on that day."),
)
ENDED = (gettext_lazy("You no longer speak for %(entity)s"), gettext_lazy("You no longer see its projects."))
GONE = (gettext_lazy("Someone no longer speaks for %(entity)s"), gettext_lazy("%(name)s no longer speaks for it."))


class NoAccount(OrganisationProblem):
    field = "email"

    def __init__(self) -> None:
        super().__init__(_("No open account has this address. Invite the person first, then come back."))


class AlreadySpeaks(OrganisationProblem):
    field = "email"

    def __init__(self) -> None:
        super().__init__(_("This account already speaks for the entity."))


@action
def begin_affiliation(*, by: Actor, entity: PublicEntity, email: str) -> Affiliation:
    """Let an account speak for the entity: it gets the role of entity contact, and sees this entity's projects."""
    policy.require(by, "organisations.manage_affiliations", entity)
    account = Account.objects.select_for_update().filter(email=email.strip().lower(), is_active=True).first()
    if account is None:
        raise NoAccount
    entity = PublicEntity.objects.get(pk=entity.pk)
    if entity.ended_on or entity.merged_into_id:
        raise NotNow(_("Nobody can speak for an entity that ended or was merged into another."))
    try:
        with transaction.atomic():
            begun = Affiliation.objects.create(account=account, entity=entity)
    except IntegrityError:
        raise AlreadySpeaks from None
    if ROLE not in account.roles:
        account.roles = sorted([*account.roles, ROLE])
        account.save(update_fields=["roles"])
    record(by=by, action="organisations.begin_affiliation", target=entity, after={"account": str(account.id)})
    tell([account], entity, BEGUN)
    return begun


@action
def confirm_affiliation(*, by: Actor, affiliation: Affiliation) -> Affiliation:
    """Another year. The account itself says so, or the laboratory that asked by telephone."""
    require_own_or_manager(by, affiliation)
    current = standing(affiliation)
    current.confirmed_on, current.asked_on = timezone.localdate(), None
    current.save(update_fields=["confirmed_on", "asked_on"])
    record(by=by, action="organisations.confirm_affiliation", target=current.entity, after=of_account(current))
    return current


@action
def ask_to_confirm(*, by: Actor, affiliation: Affiliation) -> Affiliation:
    """A year has passed: ask whether the person still speaks for the entity."""
    policy.require(by, "organisations.manage_affiliations", affiliation)
    current = standing(affiliation)
    if current.asked_on:
        return current
    current.asked_on = timezone.localdate()
    current.save(update_fields=["asked_on"])
    record(by=by, action="organisations.ask_to_confirm", target=current.entity, after=of_account(current))
    tell([current.account], current.entity, ASKED, day=current.ends_unless_confirmed_on)
    return current


@action
def end_affiliation(*, by: Actor, affiliation: Affiliation, why: str = "") -> Affiliation:
    """The person leaves the entity, or the laboratory ends it: access ends at once, everywhere."""
    require_own_or_manager(by, affiliation)
    left = by.id == affiliation.account_id
    how = Affiliation.Ending.LEFT if left else Affiliation.Ending.REMOVED
    return ended(by, affiliation, how, why)


@action
def end_unconfirmed(*, by: Actor, affiliation: Affiliation) -> Affiliation | None:
    """Nobody confirmed it in the time given. One that was confirmed meanwhile stands."""
    policy.require(by, "organisations.manage_affiliations", affiliation)
    Account.objects.select_for_update().get(pk=affiliation.account_id)  # the account first, as in every deed here
    current = Affiliation.objects.select_for_update(of=("self",)).get(pk=affiliation.pk)
    last = current.ends_unless_confirmed_on
    if current.ended_at or last is None or last >= timezone.localdate():
        return None
    return ended(by, current, Affiliation.Ending.UNCONFIRMED, "")


def ended(by: Actor, affiliation: Affiliation, how: str, why: str) -> Affiliation:
    account = Account.objects.select_for_update().get(pk=affiliation.account_id)
    current = standing(affiliation)
    current.ended_at, current.ending = timezone.now(), how
    current.save(update_fields=["ended_at", "ending"])
    if ROLE in account.roles and not Affiliation.objects.filter(account=account, ended_at=None).exists():
        account.roles = [role for role in account.roles if role != ROLE]
        account.save(update_fields=["roles"])
    end_sessions(account)
    handed.affiliation_ended(by, current)
    after = {**of_account(current), "how": how}
    record(by=by, action="organisations.end_affiliation", target=current.entity, why=why, after=after)
    tell([account], current.entity, ENDED)
    leaders = Account.objects.filter(is_active=True, roles__overlap=list(LEADERS)).exclude(pk=account.pk)
    tell(leaders, current.entity, GONE, name=account.name)
    return current


def standing(affiliation: Affiliation) -> Affiliation:
    """The affiliation, locked. Raises NotNow when it ended meanwhile."""
    current = Affiliation.objects.select_for_update(of=("self",)).select_related("entity", "account")
    found = current.filter(pk=affiliation.pk, ended_at=None).first()
    if found is None:
        raise NotNow(_("This affiliation has already ended."))
    return found


def require_own_or_manager(by: Actor, affiliation: Affiliation) -> None:
    if not policy.allows(by, "organisations.manage_affiliations", affiliation):
        policy.require(by, "organisations.confirm", affiliation)


def of_account(affiliation: Affiliation) -> dict[str, str]:
    return {"account": str(affiliation.account_id)}


def tell(accounts: Iterable[Account], entity: PublicEntity, said: tuple[Any, Any], **words: Any) -> None:
    """Title and text in each reader's own language; the notice leads a leader to the entity, others to their page."""
    for account in accounts:
        url = reverse("organisations:entity", args=[entity.code]) if said is GONE else reverse("organisations:own")
        with translation.override(account.language):
            shown = {name: written(value) if name == "day" else value for name, value in words.items()}
            title, text = (str(one) % {**shown, "entity": entity.name} for one in said)
        notify("organisations.affiliation", to=[account.id], title=title, text=text, url=url)
