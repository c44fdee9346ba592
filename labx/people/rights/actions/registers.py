"""The register of processing activities: drawn up from what the rooms declare, then edited by people."""

from typing import Any

from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action, alone, in_edition, rewrite
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.rooms import Room, rooms
from labx.people.rights.models import ProcessingActivity

WORDS = (
    "title", "purpose", "basis", "subjects", "categories", "recipients", "transfers", "kept_for", "measures", "ended_on"
)  # fmt: skip


@action
def draw_up_register(*, by: Actor) -> list[ProcessingActivity]:
    """One line for each room that keeps personal data and has none yet; lines that people edited stay as they are."""
    policy.require(by, "rights.write_registers")
    alone("rights.draw_up_register")
    there = set(ProcessingActivity.objects.values_list("room", flat=True))
    missing = [room for room in rooms() if room.personal_data and room.name not in there]
    made = ProcessingActivity.objects.bulk_create(ProcessingActivity(**declared_by(room)) for room in missing)
    record(by=by, action="rights.draw_up_register", target=("rights.register", "register"), after={"lines": len(made)})
    return made


def declared_by(room: Room) -> dict[str, str]:
    data = room.personal_data
    rules = [str(one.retention.why) for one in data if one.retention]
    return {
        "room": room.name,
        "title": str(room.title),
        "purpose": ". ".join(dict.fromkeys(str(one.purpose) for one in data if one.purpose)) or str(room.summary),
        "basis": data[0].basis,
        "subjects": _("People who work in the laboratory or take part in what it tries"),
        "categories": ", ".join(str(one.title) for one in data),
        "recipients": ", ".join(dict.fromkeys(str(one.recipients) for one in data if one.recipients)),
        "transfers": _("None"),
        "kept_for": " ".join(rules) or _("Until it is erased: no rule is declared yet."),
        "measures": _("Access by role, every act in a sealed chain, encrypted connections, backups without keys."),
    }


@action
def add_activity(*, by: Actor, **words: Any) -> ProcessingActivity:
    policy.require(by, "rights.write_registers")
    activity = ProcessingActivity.objects.create(**{name: words[name] for name in WORDS if name in words})
    record(by=by, action="rights.add_activity", target=activity, after=told(activity))
    return activity


@action
def edit_activity(*, by: Actor, activity: ProcessingActivity, edition: int, **words: Any) -> ProcessingActivity:
    policy.require(by, "rights.write_registers")
    current = in_edition(activity, edition)
    before = told(current)
    rewrite(current, WORDS, words)
    current.save()
    record(by=by, action="rights.edit_activity", target=current, before=before, after=told(current))
    return current


def told(activity: ProcessingActivity) -> dict[str, Any]:
    return {name: getattr(activity, name) for name in WORDS}
