"""Closing a trial: nobody else is drawn, and the seed is shown, so that anyone can draw again."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.core.events.publish import publish
from labx.core.search.index import refresh
from labx.portfolio.actions import evidence as portfolio
from labx.portfolio.models import Decision
from labx.trials.actions import NotNow
from labx.trials.lottery.sealing import revealed_seed
from labx.trials.models import Trial
from labx.trials.publishing.conclusions import record_finding
from labx.trials.telling.result import Told


@action
def close_trial(*, by: Actor, trial: Trial, why: str) -> Trial:
    """Over, for a reason that is kept. Closing again changes nothing."""
    policy.require(by, "trials.close", trial)
    current = Trial.objects.select_for_update(no_key=True).get(pk=trial.pk)
    if current.closed_at:
        return current
    if not why.strip():
        raise NotNow(_("Say why the trial ends here: as planned, or what happened."))
    current.closed_at, current.closed_why = timezone.now(), why
    current.save(update_fields=["closed_at", "closed_why"])
    record_audit(
        by=by,
        action="trials.close",
        target=current,
        project=current.project_id,
        why=why,
        after={"seed": revealed_seed(current)},
    )
    publish(name="trials.closed", subject=current.id, project=current.project_id, context={"trial": current.id})
    refresh(current)
    return current


def decision_by_rule(told: Told) -> str:
    """What the plan says is to be decided, given this result; nothing where the plan fixed no rule."""
    return told.plan.rule.get(told.situation, "")


def standing_decision(trial: Trial) -> Decision | None:
    """The project's decision that none has replaced."""
    found: Decision | None = trial.project.decisions.filter(replaced_by=None).first()
    return found


@action
def decide(
    *,
    by: Actor,
    told: Told,
    outcome: str,
    reasons: str,
    departs_because: str = "",
    standing: UUID | None = None,
    **said: Any,
) -> Decision:
    """Record the decision on this result, instead of the one that stood when its page was opened (`standing`).

    Another than the rule's needs its reason, which stands beside it.
    """
    ruled = decision_by_rule(told)
    if ruled and outcome != ruled:
        if not departs_because.strip():
            raise NotNow(_("The plan's rule leads to another decision: say why you depart from it."))
        reasons = _("%(reasons)s The plan's rule would have led elsewhere; departed from because: %(because)s") % {
            "reasons": reasons,
            "because": departs_because,
        }
    evidence = record_finding(by=by, told=told)
    project = told.analysis.trial.project
    strength = "strong" if told.design.is_randomised else "weak"
    supports = outcome in ("scale", "iterate") or outcome == ruled
    return portfolio.record_decision(
        by=by,
        project=project,
        outcome=outcome,
        reasons=reasons,
        citations=[(evidence, supports, strength)],
        replaces=project.decisions.filter(pk=standing).first() if standing else None,
        **said,
    )
