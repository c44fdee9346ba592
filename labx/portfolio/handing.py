"""What the portfolio hands down to people: the roles an account holds in projects, in words."""

from collections.abc import Iterator
from uuid import UUID

from labx.people.organisations.handed import HeldRole
from labx.portfolio.models import Membership


def roles_held_by(account: UUID) -> Iterator[HeldRole]:
    held = Membership.objects.filter(account_id=account).select_related("project").order_by("project__title", "role")
    for membership in held:
        yield HeldRole(membership.project_id, membership.project.title, membership.role)
