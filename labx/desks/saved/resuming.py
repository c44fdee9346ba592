"""What a saved case holds besides the case: how its plan stood, so that newer rules can say what they changed."""

from __future__ import annotations

import datetime
from dataclasses import fields
from typing import Any

from django.utils.translation import gettext as _

from labx.desks.engine.changes import Change, Standing, State, standings
from labx.desks.sealing import CaseFile
from labx.desks.telling import Told, change_words

Content = dict[str, Any]
FIELDS = {field.name for field in fields(CaseFile)} - {"saved"}


def content_of(case: CaseFile, told: Told) -> Content:
    return {
        **case.content(),
        "stood": {
            name: [stood.state, stood.last_day.isoformat() if stood.last_day else None, told.title(name)]
            for name, stood in standings(told.made)
        },
        "answered": {name: f"{label}: {words}" for name, label, words in told.answers()},
    }


def case_in(content: Content) -> CaseFile:
    """What an older or a newer LabX kept besides is left aside."""
    return CaseFile(**{name: value for name, value in content.items() if name in FIELDS})


def changes_since(content: Content, told: Told) -> list[str]:
    """What stands otherwise than when it was saved, in words; then the answers that must be given again."""
    old = {
        name: (Standing(State(state), datetime.date.fromisoformat(day) if day else None), title)
        for name, (state, day, title) in content["stood"].items()
    }
    new = dict(standings(told.made))
    absent = Standing(State.ABSENT)
    told_changes = [
        change_words(told.title(name) if name in new else old[name][1], Change(name, before, after))
        for name in {**new, **old}
        if (before := old[name][0] if name in old else absent) != (after := new.get(name, absent))
    ]
    usable = {name for name, _label, _words in told.answers()} | set(told.made.settled.implied)
    again = [words for name, words in content["answered"].items() if name not in usable]
    return [
        *told_changes,
        *(_("This answer no longer fits and is asked again: {words}").format(words=one) for one in again),
    ]
