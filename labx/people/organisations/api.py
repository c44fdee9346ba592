"""Organisations over the API: read and register."""

import datetime as dt
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import StringConstraints

from labx.core.api.idempotency import Key, once
from labx.core.api.operations import Problem
from labx.core.api.permit import permit
from labx.people.organisations import queries
from labx.people.organisations.actions import registering
from labx.people.organisations.errors import OrganisationProblem
from labx.people.organisations.models import Level, Organisation, Partner, PartnerKind, PublicEntity
from labx.people.organisations.nipc import BadNipc

router = Router(tags=["organisations"])
MOST = 200
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=300)]


class FormerOut(Schema):
    name: str
    replaced_on: dt.date


class OrganisationOut(Schema):
    code: str
    name: str
    acronym: str
    nipc: str | None
    district: str
    website: str
    is_example: bool
    registered_at: dt.datetime


class EntityOut(OrganisationOut):
    """`parent`, `successor`: codes of other entities. `former_names`: each until the day another took its place."""

    level: str
    without_nipc: str
    parent: str | None
    ended_on: dt.date | None
    successor: str | None
    former_names: list[FormerOut]

    @staticmethod
    def resolve_parent(entity: Any) -> str | None:
        return code_of(entity, "parent")

    @staticmethod
    def resolve_successor(entity: Any) -> str | None:
        return code_of(entity, "successor")

    @staticmethod
    def resolve_former_names(entity: Any) -> list[Any]:
        return entity["former_names"] if isinstance(entity, dict) else list(entity.former_names.all())


class PartnerOut(OrganisationOut):
    kind: str


class NewOrganisation(Schema):
    """`is_another`: register it although its name looks like that of another."""

    name: Text
    acronym: Text = ""
    nipc: Text | None = None
    district: Text = ""
    email: Text = ""
    phone: Text = ""
    website: Text = ""
    is_another: bool = False


class NewEntity(NewOrganisation):
    """`parent`: the code of the entity it belongs to. Without `nipc`, say why in `without_nipc`."""

    level: Level
    without_nipc: Text = ""
    parent: Text | None = None


class NewPartner(NewOrganisation):
    kind: PartnerKind


def code_of(entity: Any, name: str) -> str | None:
    if isinstance(entity, dict):
        return entity[name]
    other = getattr(entity, name)
    return other.code if other else None


@router.get("/entities", response=list[EntityOut], summary="Public entities, by name")
@permit("organisations.view")
def list_entities(request: HttpRequest, offset: int = Query(0, ge=0, le=10**6), limit: int = Query(50, ge=1, le=MOST)):
    found = queries.entities().select_related("parent", "successor").prefetch_related("former_names")
    return found[offset : offset + limit]


@router.get("/entities/{slug:code}", response={200: EntityOut, 404: Problem}, summary="One public entity")
@permit("organisations.view", record=queries.entity_called)
def see_entity(request: HttpRequest, code: str) -> PublicEntity:
    return request.record.standing


@router.post(
    "/entities",
    response={200: EntityOut, 201: EntityOut, 409: Problem, 422: Problem},
    summary="Register a public entity",
)
@permit("organisations.edit")
def register_entity(request: HttpRequest, new: NewEntity, key: Key):
    def write() -> tuple[int, dict[str, Any]]:
        words = {**new.dict(), "parent": parent_called(new.parent) if new.parent else None}
        return 201, out(request, registering.register_entity, EntityOut, words)

    return once(request, key, write)


def parent_called(code: str) -> PublicEntity:
    parent = queries.choices().filter(code=code).first()
    if parent is None:
        raise HttpError(422, f"parent: no entity has the code {code!r}. Read /entities for the codes.")
    return parent


@router.get("/partners", response=list[PartnerOut], summary="Partners, by name")
@permit("organisations.view")
def list_partners(request: HttpRequest, offset: int = Query(0, ge=0, le=10**6), limit: int = Query(50, ge=1, le=MOST)):
    return queries.partners()[offset : offset + limit]


@router.get("/partners/{slug:code}", response={200: PartnerOut, 404: Problem}, summary="One partner")
@permit("organisations.view", record=queries.partner_called)
def see_partner(request: HttpRequest, code: str) -> Partner:
    return request.record.standing


@router.post(
    "/partners",
    response={200: PartnerOut, 201: PartnerOut, 409: Problem, 422: Problem},
    summary="Register a partner",
)
@permit("organisations.edit")
def register_partner(request: HttpRequest, new: NewPartner, key: Key):
    return once(request, key, lambda: (201, out(request, registering.register_partner, PartnerOut, new.dict())))


def out(request: HttpRequest, register: Any, shape: type[Schema], words: dict[str, Any]) -> dict[str, Any]:
    """Register and answer; what is wrong is said with its field, what looks like another with 409."""
    try:
        one: Organisation = register(by=request.actor, **words)
    except OrganisationProblem as problem:
        raise HttpError(409, f"{problem.field}: {problem}") from problem
    except BadNipc as problem:
        raise HttpError(422, f"nipc: {problem}") from problem
    except ValidationError as problem:
        told = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in problem.message_dict.items())
        raise HttpError(422, told) from problem
    return shape.from_orm(one).dict() | {"registered_at": one.registered_at.isoformat()}
