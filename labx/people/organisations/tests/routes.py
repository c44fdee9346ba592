"""Addresses of organisations for the walks over every route."""

import datetime as dt
from typing import Any

from allauth.usersessions.models import UserSession

from labx.people.organisations.actions import affiliations, editing, imports, merging
from labx.people.organisations.models import Absence, LentRole
from labx.people.organisations.tests.making import a_partner, an_entity
from tests.people import WHO

FILE = "Nome;NIPC;Nível\nSem número;;nacional\n"


def prepare(world: Any) -> Any:
    entity = an_entity("Instituto do Exemplo")
    editing.rename_entity(by=WHO, entity=entity, name="Agência do Exemplo", on=dt.date(2020, 1, 1))
    contact = editing.keep_contact(by=WHO, entity=entity, name="Ana Exemplo", email="ana.exemplo@example.pt")
    twin = an_entity("Agencia do Exemplo")
    merge = merging.merge(by=WHO, kept=entity, duplicate=twin, why="a mesma")
    account = world.people["nobody"]
    affiliation = affiliations.begin_affiliation(by=WHO, entity=entity, email=account.email)
    account.refresh_from_db()
    day = dt.date(2999, 1, 1)
    absence = Absence.objects.create(
        absent=world.people["analyst"], stands_in=world.people["researcher"], begins_on=day, ends_on=day
    )
    LentRole.objects.create(absence=absence, project=world.hidden.id, project_title="Projeto", role="observer")
    session = UserSession.objects.create(user=account, ip="127.0.0.1", session_key="x" * 32, user_agent="Outro")
    file = imports.keep_upload(by=WHO, kind="entities", pieces=[FILE.encode()], name="e.csv", source="inventado")
    return {
        "entity": entity,
        "partner": a_partner(),
        "former": entity.former_names.get(),
        "contact": contact,
        "merge": merge,
        "affiliation": affiliation,
        "absence": absence,
        "session": session,
        "file": file,
    }


def made(world: Any) -> dict[str, Any]:
    return world.made["organisations"]


def entity(world: Any) -> list[dict[str, Any]]:
    return [{"code": made(world)["entity"].code}]


def partner(world: Any) -> list[dict[str, Any]]:
    return [{"code": made(world)["partner"].code}]


def file(world: Any) -> list[dict[str, Any]]:
    return [{"id": made(world)["file"].id}]


def of_entity(name: str) -> Any:
    return lambda world: [{**entity(world)[0], name: made(world)[name].pk}]


def one(name: str) -> Any:
    return lambda world: [{name: made(world)[name].pk}]


OF_ENTITY = ("entity", "edit_entity", "rename", "add_former_name", "end", "reopen", "new_contact", "merge_entity")
EXAMPLES = {
    **{f"organisations:{name}": entity for name in (*OF_ENTITY, "begin_affiliation")},
    **{f"organisations:{name}": partner for name in ("partner", "edit_partner", "merge_partner")},
    **{f"organisations:{name}": file for name in ("import", "columns", "original", "faulty_rows", "undo_import")},
    "organisations:remove_former_name": of_entity("former"),
    "organisations:edit_contact": of_entity("contact"),
    "organisations:remove_contact": of_entity("contact"),
    "organisations:undo_merge": one("merge"),
    "organisations:end_affiliation": one("affiliation"),
    "organisations:confirm": one("affiliation"),
    "organisations:leave": one("affiliation"),
    "organisations:end_absence": one("absence"),
    "people:end_session": one("session"),
    "api:see_entity": entity,
    "api:see_partner": partner,
}
