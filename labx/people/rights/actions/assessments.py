"""Impact assessments: begun, edited, their risks, the officer's advice."""

from collections.abc import Collection
from typing import Any

from django.utils import timezone

from labx.core import policy
from labx.core.actions import action, in_edition, rewrite
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.people.rights.errors import ReasonMissing
from labx.people.rights.models import Assessment, Risk, Trigger

WORDS = ("title", "description", "necessity", "triggers", "activity", "review_on")
ALONE_ENOUGH = frozenset({Trigger.CHILDREN, Trigger.HEALTH, Trigger.BEREAVEMENT, Trigger.PROFILING})
ENOUGH = 2


def is_needed(triggers: Collection[str]) -> bool:
    """Whether the law asks for an assessment: one of the grave triggers, or any two."""
    return bool(ALONE_ENOUGH & set(triggers)) or len(set(triggers)) >= ENOUGH


@action
def begin_assessment(*, by: Actor, **words: Any) -> Assessment:
    policy.require(by, "rights.write_registers")
    assessment = Assessment.objects.create(**{name: words[name] for name in WORDS if name in words})
    record(by=by, action="rights.begin_assessment", target=assessment, after=told(assessment))
    return assessment


@action
def edit_assessment(*, by: Actor, assessment: Assessment, edition: int, **words: Any) -> Assessment:
    policy.require(by, "rights.write_registers")
    current = in_edition(assessment, edition)
    before = told(current)
    rewrite(current, WORDS, words)
    current.save()
    record(by=by, action="rights.edit_assessment", target=current, before=before, after=told(current))
    return current


@action
def add_risk(*, by: Actor, assessment: Assessment, **words: Any) -> Risk:
    policy.require(by, "rights.write_registers")
    risk = Risk.objects.create(assessment=assessment, **words)
    after = {"what": risk.what, "before": risk.before, "left": risk.left}
    record(by=by, action="rights.add_risk", target=assessment, after=after)
    return risk


@action
def remove_risk(*, by: Actor, risk: Risk) -> None:
    """What it said stays in the history of the assessment."""
    policy.require(by, "rights.write_registers")
    before = {"what": risk.what, "measures": risk.measures, "before": risk.before, "left": risk.left}
    record(by=by, action="rights.remove_risk", target=risk.assessment, before=before)
    risk.delete()


@action
def advise(*, by: Actor, assessment: Assessment, verdict: str, advice: str, review_on: Any) -> Assessment:
    """The officer's advice, in a word and in words, and when to look again."""
    policy.require(by, "rights.advise")
    if not advice.strip():
        raise ReasonMissing
    current = Assessment.objects.select_for_update().get(pk=assessment.pk)
    before = {"verdict": current.verdict, "advice": current.advice}
    current.verdict, current.advice, current.review_on = verdict, advice.strip(), review_on
    current.advised_at, current.advised_by = timezone.now(), by.key
    current.edition += 1
    current.save()
    after = {"verdict": verdict, "advice": current.advice, "review_on": review_on}
    record(by=by, action="rights.advise", target=current, before=before, after=after)
    return current


def told(assessment: Assessment) -> dict[str, Any]:
    words = {name: getattr(assessment, name) for name in WORDS if name != "activity"}
    return {**words, "activity": assessment.activity.code if assessment.activity else None}
