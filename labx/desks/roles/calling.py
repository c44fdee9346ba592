"""The roles of a pack in one case: whom the law calls on what was told of people, and why."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.desks.engine.desk import TOLD_AS_FACT
from labx.desks.engine.roles import AGREED, OLDEST, REPRESENTED, Called, Person, called_to, read_role
from labx.desks.telling import Told
from labx.desks.wording import in_language, moment_words
from labx.rules.deadlines import civil_day
from labx.rules.facts import read_day

Content = Mapping[str, Any]


def roles_in(told: Told) -> list[dict[str, Any]]:
    """The roles that a task of the plan asks for."""
    asked = {code for step in told.made.tasks for code in step.procedure.who}
    return [role_told(told, role) for role in told.content["roles"] or () if code_of(role) in asked]


def code_of(role: Content) -> str:
    """How steps name the role among those who may do them."""
    return str(role["name"]).replace("-", "_")


def role_told(told: Told, role: Content) -> dict[str, Any]:
    found = call(told, role)
    people = told.case.people
    return {
        "name": role["name"],
        "label": in_language(role["label"]),
        "person": found.person,
        "between": found.between,
        "reasons": [reason_words(role, reason) for reason in found.reasons],
        "lacks_days": [name for name in found.between if not people[name]["born"]],
        "order": [in_language(step["text"]) for step in role["order"]],
        "note": in_language(role["note"]) if role["note"] else "",
        "source": role["source"],
        "is_unverified": role["grade"] not in TOLD_AS_FACT,
        "people": [person_words(role, name, one) for name, one in people.items()],
        "agreed": agreed_in(told, role),
    }


def call(told: Told, role: Content) -> Called:
    people = [person_of(role, name, one) for name, one in told.case.people.items()]
    return called_to(read_role(role), people, day_of(told, role), agreed=agreed_in(told, role))


def agreed_in(told: Told, role: Content) -> str:
    """On whom all agreed, while that person is among the people."""
    name = told.case.agreed.get(role["name"], "")
    return name if name in told.case.people else ""


def day_of(told: Told, role: Content) -> datetime.date:
    day = told.made.settled.facts.get(role["day"] or "")
    return civil_day(day) if isinstance(day, datetime.date) else timezone.localdate()


def person_of(role: Content, name: str, one: Content) -> Person:
    """What an older version of the pack knew and this one does not is left out."""
    relations = {relation["name"] for relation in role["relations"]}
    relation = one["relation"] if one["relation"] in relations else ""
    return Person(name, relation, born_of(one), frozenset(one["traits"]) & set(role["traits"]))


def born_of(one: Content) -> datetime.date | None:
    return read_day(one["born"]) if one["born"] else None


def person_words(role: Content, name: str, one: Content) -> dict[str, Any]:
    relations = {relation["name"]: in_language(relation["label"]) for relation in role["relations"]}
    said = [relations.get(one["relation"], "")]
    said += [label_of(role, trait).rstrip(".") for trait in role["traits"] if trait in one["traits"]]
    if born := born_of(one):
        said.append(_("born on {day}").format(day=moment_words(born)))
    return {"name": name, "words": "; ".join(filter(None, said))}


def label_of(role: Content, trait: str) -> str:
    return next(in_language(one["label"]) for one in role["trait_labels"] if one["name"] == trait)


def reason_words(role: Content, reason: str) -> str:
    """A step of the chain: of the pack's order, of what decides between equals, or one that every role has."""
    common = {
        AGREED: _("All agreed on this person."),
        OLDEST: _("Among those who come equally, the oldest."),
        REPRESENTED: _("This person is under age: a legal representative acts for them."),
    }
    texts = {step["because"]: in_language(step["text"]) for step in role["order"]}
    if reason in role["traits"]:
        return _("Among those who come equally, this counts: {trait}").format(trait=label_of(role, reason))
    return texts.get(reason) or common[reason]


def tasks_of(told: Told, roles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each task of the plan, and who may do it: by name where a role is settled."""
    names = {role["name"].replace("-", "_"): role["person"] for role in roles}
    found = []
    for step in told.made.tasks:
        words = told.step(step)
        who = [
            f"{label}: {names[code]}" if names.get(code) else label
            for code, label in zip(step.procedure.who, words["who"], strict=True)
        ]
        found.append({"name": words["name"], "title": words["title"], "who": who, "is_done": words["is_done"]})
    return found
