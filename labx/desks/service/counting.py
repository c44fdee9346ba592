"""Counts go up by one: which page of a desk a visit came to, never what was asked or answered there.

That a page was already counted travels in the case, in the browser; here a number goes up, without a time or a name.
"""

from __future__ import annotations

import datetime as dt
import re
import time
from typing import TYPE_CHECKING

import structlog
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from labx.core.packs.pack import Pack
from labx.desks.service.events import BEGUN, MINUTES, MOST_QUESTIONS, PLAN, TAKEN

if TYPE_CHECKING:
    from labx.desks.views import Conversation

log = structlog.get_logger("labx.desks.service")
NOT_A_CODE = re.compile(r"[^\w.:-]")
TAKING = frozenset({"pdf", "text", "dates", "keep", "handover", "saved-case"})
UPSERT = """
    INSERT INTO service_weekcount (week, desk, version, what, amount) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT ON CONSTRAINT one_count_a_week DO UPDATE SET amount = service_weekcount.amount + EXCLUDED.amount
"""


def seen(conversation: Conversation, page: str) -> None:
    """Called for each page and each file of a visit; each kind of page counts once a case."""
    visit = conversation.case.visit
    if page == "first":
        visit.setdefault("begun", int(time.time() // 60))
        return
    reached = [one for one in reached_at(conversation, page) if one not in visit.setdefault("reached", [])]
    if reached:
        visit["reached"] += reached
        count(conversation.pack, dict.fromkeys(reached, 1))


def reached_at(conversation: Conversation, page: str) -> list[str]:
    visit = conversation.case.visit
    if page == "now":
        return [BEGUN]
    if page == "question":
        return [f"question_{min(len(conversation.case.asked) + 1, MOST_QUESTIONS)}"]
    if page == "plan" and PLAN not in visit.get("reached", []):
        return [PLAN, *([how_long(time.time() // 60 - visit["begun"])] if "begun" in visit else [])]
    return [TAKEN] if page in TAKING else []


def how_long(minutes: float) -> str:
    return next((f"within_{most}" for most in MINUTES if minutes <= most), "longer")


def monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def count(pack: Pack, amounts: dict[str, int]) -> None:
    """In one short statement each. A visit goes on where nothing can be counted."""
    named = (monday(timezone.localdate()), pack.id.partition("/")[2], NOT_A_CODE.sub("_", pack.version))
    rows = [(*named, what, amount) for what, amount in sorted(amounts.items()) if amount]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for row in rows:
                cursor.execute(UPSERT, row)
    except DatabaseError:
        log.warning("not counted", exc_info=True)
