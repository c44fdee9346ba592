"""What the portfolio hands down to people: roles held in projects, projects of an entity, what ends with a tie."""

from collections.abc import Iterator
from uuid import UUID

from labx.core.actors import Actor
from labx.core.rooms import Part
from labx.people.organisations.actions.affiliations import ROLE
from labx.people.organisations.handed import HeldRole
from labx.people.organisations.models import Affiliation, Organisation, PublicEntity
from labx.portfolio.actions.projects import took_out
from labx.portfolio.models import Membership
from labx.portfolio.queries import seen_by


def roles_held_by(account: UUID) -> Iterator[HeldRole]:
    held = Membership.objects.filter(account_id=account).select_related("project").order_by("project__title", "role")
    for membership in held:
        yield HeldRole(membership.project_id, membership.project.title, membership.role)


def end_memberships(by: Actor, affiliation: Affiliation) -> None:
    """Who no longer speaks for the entity is no contact of its projects either, however the role was given."""
    of_entity = Membership.objects.filter(project__entities__entity=affiliation.entity_id, role=ROLE)
    for membership in of_entity.filter(account=affiliation.account_id).select_related("project"):
        took_out(by, membership)


def projects_with(organisation: Organisation, reader: Actor) -> list[Part]:
    """The projects it works in, as far as this reader may open them."""
    link = "entities__entity" if isinstance(organisation, PublicEntity) else "partners__partner"
    found = seen_by(reader).filter(**{link: organisation}).order_by("title")
    return [Part("portfolio/of_organisation.html", {"projects": found})]
