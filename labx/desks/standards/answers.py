"""The answers of the API of the desks, field by field."""

from __future__ import annotations

import datetime
from typing import Literal

from ninja import Field, Schema

Day = str | None
State = Literal["applies", "may_apply", "does_not_apply"]
Plain = bool | float | str


class CodedOut(Schema):
    code: str
    label: str


class FactOut(Schema):
    """A fact that may be given. Days as 2026-12-31, moments with their zone as 2026-12-31T10:30:00+00:00."""

    name: str
    type: Literal["bool", "number", "code", "date", "timestamp"]
    label: str
    question: str
    why: str = Field(description="why it is asked")
    answers: list[CodedOut] = Field(description="of a code: what it may be")
    minimum: float | None
    maximum: float | None
    asked_if: str = Field(description="CEL: when the question makes sense; empty: always")


class AskOut(FactOut):
    """A question that can still change the plan: the procedures it decides, and those whose date hangs on it."""

    decides: list[str]
    dates: list[str]


class LimitOut(Schema):
    """A time limit. Without `by` where no date may be told: `missing` names the facts that would give one."""

    kind: Literal["legal", "expiry", "retro", "window", "prescription", "advice", "none"]
    words: str = Field(description="the date, and what being late means")
    text: str
    notes: list[str]
    by: Day = Field(description="the last day, or moment, of the earliest reading: the one to show")
    opens: Day
    rolled_to: Day = Field(description="the working day to which the law may move it")
    others: list[str] = Field(description="later dates that other sources give")
    counts_from: str | None
    missing: list[str]
    source: str
    grade: str


class ReasonOut(Schema):
    fact: str
    value: Plain


class ProcedureOut(Schema):
    """One procedure in the case, with its reasons. `documents` and `after` are names within this answer."""

    name: str
    title: str
    state: State
    is_task: bool = Field(description="false: only to be known")
    phase: Literal["hours", "week", "months", "later"]
    when: str
    why: str = Field(description="why it applies, may apply, or does not: in the answers given")
    because: list[ReasonOut]
    missing: list[str] = Field([], description="facts that would settle whether it applies")
    what: str = ""
    late: str = ""
    cost: str = ""
    entity: str = ""
    who: list[CodedOut] = []
    channels: list[Literal["online", "telephone", "post", "counter"]] = []
    counters: list[CodedOut] = []
    documents: list[str] = []
    after: list[str] = Field([], description="procedures of this plan to be done first")
    limits: list[LimitOut] = []
    source: str
    grade: str = Field(description="A, A-, B: may be told as a fact; C: not verified; X: sources differ")
    is_unverified: bool = False
    is_overdue: bool = Field(False, description="its review is overdue")


class DocumentOut(Schema):
    name: str
    label: str
    obtain: str
    copies: str
    procedures: list[str]


class VisitOut(Schema):
    """Tasks that one visit to a counter does together, and what to bring."""

    counter: CodedOut
    procedures: list[str]
    documents: list[str]


class TableOut(Schema):
    name: str
    label: str
    value: float | None


class ReviewOut(Schema):
    words: str
    review_by: datetime.date
    is_overdue: bool


class PlanOut(Schema):
    """Each procedure of the desk is in `procedures` once: what to do in order, to know, what may apply, what not."""

    desk: str
    version: str
    language: str
    asked_on: datetime.date
    review: ReviewOut
    procedures: list[ProcedureOut]
    questions: list[AskOut] = Field(description="what can still change the plan, the most useful first")
    documents: list[DocumentOut]
    visits: list[VisitOut]
    tables: list[TableOut]
    contradictions: list[str] = Field(description="answers that cannot hold together: the plan is not to be relied on")
    holidays: str = Field(description="which holidays working days left out")
    case: str = Field(description="the answers, encrypted: send them as `case` by a form to `arrive` of the desk")
    notice: str


class DeskOut(Schema):
    name: str
    title: str
    version: str
    languages: list[str]
    page: str
    arrive: str = Field(description="where a form brings `case` of a plan, with `go` and `language`, to go on there")
    plan: str = Field(description="where to POST facts")


class KnownProcedureOut(Schema):
    name: str
    title: str
    phase: str
    is_task: bool
    when: str
    what: str
    entity: str
    source: str
    grade: str


class DeskDetailOut(DeskOut):
    """What a desk asks and what it knows. `first_questions` are those to begin with."""

    review: ReviewOut
    licence: str
    source: str
    region: str = Field(description="the fact that says whose legal time counts; empty: none")
    zones: dict[str, str] = Field(description="time zone by value of that fact")
    first_questions: list[str]
    facts: list[FactOut]
    procedures: list[KnownProcedureOut]
    cpsv_turtle: str
    cpsv_json_ld: str
