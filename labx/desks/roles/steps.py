"""The page of who may do what: people are told there, the law's order says whom it calls, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse

from labx.desks.roles.calling import born_of, roles_in, tasks_of
from labx.desks.roles.forms import MOST_PEOPLE, PersonForm

if TYPE_CHECKING:
    from labx.desks.views import Conversation


def show_roles(conversation: Conversation, form: PersonForm | None = None, was: str = "") -> HttpResponse:
    told = conversation.told()
    roles = roles_in(told)
    if roles and form is None and len(conversation.case.people) < MOST_PEOPLE:
        form = person_form(conversation)
    return conversation.page("roles", roles=roles, tasks=tasks_of(told, roles), form=form, was=was)


def person_form(conversation: Conversation, data: Any = None, was: str = "") -> PersonForm:
    """People are told once for all roles of the pack; the first one's words ask for them."""
    people = conversation.case.people
    known = {"name": was, **people[was], "born": born_of(people[was])} if was else None
    return PersonForm(conversation.pack.content["roles"][0], people.keys() - {was}, data, known)


def keep_person(conversation: Conversation) -> HttpResponse:
    case, was = conversation.case, named(conversation)
    if not conversation.pack.content["roles"]:
        return conversation.show_plan()
    form = person_form(conversation, conversation.request.POST, was)
    if not form.is_valid():
        return show_roles(conversation, form, was)
    name = form.cleaned_data["name"]
    # Someone whose name changes stays in place, and stays the one on whom all agreed.
    case.people = {name if one == was else one: kept for one, kept in case.people.items()}
    case.people[name] = form.kept()
    case.agreed = {role: name if one == was else one for role, one in case.agreed.items()}
    return show_roles(conversation)


def change_person(conversation: Conversation) -> HttpResponse:
    was = named(conversation)
    return show_roles(conversation, person_form(conversation, was=was) if was else None, was)


def remove_person(conversation: Conversation) -> HttpResponse:
    case, name = conversation.case, named(conversation)
    case.people.pop(name, None)
    case.agreed = {role: one for role, one in case.agreed.items() if one != name}
    return show_roles(conversation)


def agree(conversation: Conversation) -> HttpResponse:
    """On whom all agreed; nobody brings back the order of the law."""
    role, name = conversation.request.POST.get("role", ""), conversation.request.POST.get("agreed", "")
    conversation.case.agreed.pop(role, None)
    if name in conversation.case.people and role in {one["name"] for one in conversation.pack.content["roles"] or ()}:
        conversation.case.agreed[role] = name
    return show_roles(conversation)


def named(conversation: Conversation) -> str:
    name = conversation.request.POST.get("was", "")
    return name if name in conversation.case.people and conversation.pack.content["roles"] else ""


def print_roles(conversation: Conversation) -> HttpResponse:
    told = conversation.told()
    roles = roles_in(told)
    return conversation.page("roles_print", roles=roles, tasks=tasks_of(told, roles))


ROLE_STEPS = {
    "roles": show_roles,
    "roles-keep": keep_person,
    "roles-change": change_person,
    "roles-remove": remove_person,
    "roles-agree": agree,
    "roles-print": print_roles,
}
