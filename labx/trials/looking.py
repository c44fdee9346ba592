"""Seeing the primary result: only when the plan says so, and never without a trace."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.core.events.publish import publish
from labx.core.pages import formats
from labx.trials import queries
from labx.trials.actions import NotNow, record_analysis
from labx.trials.analysis.equity import harmed
from labx.trials.designs.declare import Look as PlannedLook
from labx.trials.models import Analysis, Dataset, Look, Trial
from labx.trials.plan.reading import read_plan
from labx.trials.plan.shape import Plan


def why_hidden(trial: Trial, plan: Plan) -> str:
    """What stands between a reader and the primary result; empty when it may be looked at."""
    dataset = standing(trial)
    if dataset is None:
        return _("There are no data yet.")
    if plan.looks.from_day and timezone.localdate() < date.fromisoformat(plan.looks.from_day):
        day = formats.day(date.fromisoformat(plan.looks.from_day))
        return _("The plan hides the primary result until %(day)s. Until then go on as planned.") % {"day": day}
    if plan.looks.kind == "group_sequential" and trial.looks.count() >= plan.looks.number:
        return _("All planned looks were taken. To look again, amend the protocol first.")
    return ""


def standing(trial: Trial) -> Dataset | None:
    return trial.datasets.filter(state=Dataset.State.IMPORTED).first()


@action
def take_look(*, by: Actor, trial: Trial) -> Analysis:
    """Run the plan and show what it gives; the same data are looked at once, however often they are asked for."""
    policy.require(by, "trials.look", trial)
    current = Trial.objects.select_for_update(no_key=True).get(pk=trial.pk)
    plan = read_plan(trial.protocol.plan)
    dataset = standing(trial)
    known = Analysis.objects.filter(dataset=dataset, look__isnull=False).first() if dataset else None
    if known:
        return known
    if hidden := why_hidden(current, plan):
        raise NotNow(hidden)
    number = current.looks.count() + 1
    earlier = [one.analysis.result["result"]["look"]["information"] for one in current.looks.select_related("analysis")]
    look = PlannedLook(number, information(plan, dataset.rows, number), tuple(earlier))
    analysis = record_analysis(by=by, dataset=dataset, table=queries.units_of(dataset), look=look)
    Look.objects.create(trial=current, number=number, analysis=analysis, looked_by=by.key)
    record_audit(
        by=by,
        action="trials.take_look",
        target=trial,
        project=trial.project_id,
        after={
            "look": number,
            "analysis": str(analysis.id),
            "digest": analysis.digest,
            "harmed": named(analysis),
        },
    )
    publish(
        name="trials.looked",
        subject=analysis.id,
        project=trial.project_id,
        context={"trial": trial.id, "analysis": analysis.id, "look": number},
    )
    return analysis


def named(analysis: Analysis) -> list[dict[str, str]]:
    """Which guardrail got worse than its margin in which group, for the trail: by codes alone."""
    keys = ("subgroup", "value", "arm", "outcome")
    return [{key: one[key] for key in keys} for one in harmed(analysis.result["result"])]


def information(plan: Plan, units: int, number: int) -> float:
    """Which part of the planned units is in; where none were planned, which part of the planned looks were taken."""
    planned = plan.sample.get("units")
    if plan.looks.kind == "fixed":
        return 1.0
    return min(1.0, units / planned if planned else number / plan.looks.number)
