"""The one source of permissions: role x action x ownership x project membership, denied by default."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from labx.core.actors import LAB_ROLES, PROJECT_ROLES, Actor


class NotAllowed(Exception):
    """The actor may not do this; the message says what and who may."""


class UnknownPermission(LookupError):
    """A permission was asked for that no room declares."""


@dataclass(frozen=True)
class Permission:
    """Who may do one thing. Any line that holds is enough; nothing set means nobody.

    `roles`: lab-wide roles. `project_roles`: roles in the record's own project. `owner`: whoever the record's
    `owner_id` names. `entity`: whoever speaks for the entity that the record's `entity_id` names.
    `related`: whoever stands to the record as the room says (works at its counter, say).
    `known`: anyone signed in. `public`: everyone, signed in or not.
    `when` narrows all of these to records for which it is true (published ones, say); `public_when` narrows `public`
    alone: what everyone reads from a moment on, and its own people before.
    """

    name: str
    title: str
    roles: frozenset[str] = frozenset()
    project_roles: frozenset[str] = frozenset()
    owner: bool = False
    entity: bool = False
    related: Callable[[Actor, Any], bool] | None = None
    known: bool = False
    public: bool = False
    when: Callable[[Any], bool] | None = None
    public_when: Callable[[Any], bool] | None = None

    def __post_init__(self) -> None:
        if unknown := (self.roles - LAB_ROLES.keys()) | (self.project_roles - PROJECT_ROLES.keys()):
            raise ValueError(f"{self.name} names roles nobody can hold: {', '.join(sorted(unknown))}.")


class MembershipSource(Protocol):
    def __call__(self, account: UUID, project: UUID) -> frozenset[str]: ...


class MembershipsSource(Protocol):
    def __call__(self, account: UUID) -> Mapping[UUID, frozenset[str]]: ...


class EntitySource(Protocol):
    def __call__(self, account: UUID, entity: UUID) -> bool: ...


class LentSource(Protocol):
    def __call__(self, account: UUID, project: UUID) -> list[tuple[UUID, str]]: ...


_permissions: dict[str, Permission] = {}
_membership: list[MembershipSource] = []
_memberships: list[MembershipsSource] = []
_lent: list[LentSource] = []
_entities: list[EntitySource] = []


def declare(permissions: Iterable[Permission]) -> None:
    for permission in permissions:
        if permission.name in _permissions:
            raise ValueError(f"The permission {permission.name} is declared twice.")
        _permissions[permission.name] = permission


def permissions() -> tuple[Permission, ...]:
    return tuple(sorted(_permissions.values(), key=lambda permission: permission.name))


def permission(name: str) -> Permission:
    try:
        return _permissions[name]
    except KeyError:
        raise UnknownPermission(f"No room declares the permission {name!r}. Add it to the room's policy.py.") from None


def membership_from(source: MembershipSource, everywhere: MembershipsSource) -> None:
    """The portfolio says here how project roles are looked up, in one project and in all; core never looks upward."""
    _membership[:], _memberships[:] = [source], [everywhere]


def entities_from(source: EntitySource) -> None:
    """Said above core: whether an account speaks for an entity now."""
    _entities[:] = [source]


def speaks_for(actor: Actor, entity: UUID | None) -> bool:
    if entity is None or actor.account_id is None or not _entities:
        return False
    return _entities[0](actor.account_id, entity)


def lent_from(source: LentSource) -> None:
    """People say here which roles in a project an account may use for someone who is away."""
    _lent[:] = [source]


def project_roles(actor: Actor, project: UUID | None) -> frozenset[str]:
    """The roles an actor holds itself in a project."""
    if project is None or actor.account_id is None or not _membership:
        return frozenset()
    return _membership[0](actor.account_id, project)


def roles_by_project(actor: Actor) -> Mapping[UUID, frozenset[str]]:
    """The same in every project where there are any, asked at once."""
    if actor.account_id is None or not _memberships:
        return {}
    return _memberships[0](actor.account_id)


def lent_roles(actor: Actor, project: UUID | None) -> list[tuple[UUID, str]]:
    """(who is away, role) for each role used for them, as long as they hold it themselves."""
    if project is None or actor.account_id is None or not _membership or not _lent:
        return []
    lent = _lent[0](actor.account_id, project)
    return [(absent, role) for absent, role in lent if role in _membership[0](absent, project)]


def stands_for(actor: Actor, project: UUID | None) -> UUID | None:
    """For whom this actor acts in a project: someone who is away and whose role there it does not hold itself."""
    lent = lent_roles(actor, project)
    own = project_roles(actor, project) if lent else frozenset()
    return next((absent for absent, role in lent if role not in own), None)


def stands_to(rule: Permission, actor: Actor, record: Any) -> bool:
    """Whether the record is the actor's own, its entity's, or in the actor's hands as the room says."""
    if not actor.is_known:
        return False
    owns = rule.owner and getattr(record, "owner_id", None) == actor.id
    speaks = rule.entity and speaks_for(actor, getattr(record, "entity_id", None))
    return owns or speaks or (rule.related is not None and rule.related(actor, record))


def open_to_all(rule: Permission, record: Any) -> bool:
    return rule.public and (record is None or rule.public_when is None or rule.public_when(record))


def allows(actor: Actor, name: str, record: Any = None) -> bool:
    """Whether the actor may do this to this record (or at all, where there is no record)."""
    rule = permission(name)
    is_open = open_to_all(rule, record)
    if actor.scopes is not None and name not in actor.scopes and not is_open:
        return False
    if rule.when is not None and record is not None and not rule.when(record):
        return False
    if is_open or (rule.known and actor.is_known) or rule.roles & actor.roles:
        return True
    if record is None:
        return False
    if stands_to(rule, actor, record):
        return True
    if not rule.project_roles:
        return False
    if rule.project_roles & project_roles(actor, record.project_id):
        return True
    return any(role in rule.project_roles for _absent, role in lent_roles(actor, record.project_id))


def require(actor: Actor, name: str, record: Any = None) -> None:
    if not allows(actor, name, record):
        raise NotAllowed(f"{actor.key} may not: {permission(name).title} ({name}).")
