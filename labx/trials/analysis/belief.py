"""What a stated prior belief and the data say together: chances, for those who decide by them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core.pages import formats
from labx.trials.analysis import comparing
from labx.trials.analysis.answers import answer
from labx.trials.analysis.table import Table
from labx.trials.designs.declare import Section
from labx.trials.engine.bayes import NormalPrior, believed_effect
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.faults import Reading
from labx.trials.plan.shape import Plan
from labx.trials.telling.verdicts import cannot_say


class BeliefForm(forms.Form):
    usual_effect = forms.FloatField(
        label=gettext_lazy("For a reading in chances: how large effects like this usually are"),
        localize=True,
        required=False,
        min_value=0,
        help_text=gettext_lazy(
            "In the outcome's unit; for yes or no as a share, such as 0.05. From earlier trials. Leave empty for none."
        ),
    )


def read(reading: Reading) -> dict[str, Any]:
    reading.only(("usual_effect",))
    usual = reading.number("usual_effect", 0.0, float("inf"))
    return {} if usual is None else {"usual_effect": usual}


def beliefs(plan: Plan, table: Table) -> list[dict[str, Any]]:
    """Belief about the primary effect of each tried arm: before the data around no effect, as wide as the plan says."""
    usual = plan.options.get("usual_effect")
    if usual is None:
        return []
    return [
        {"arm": plan.arms[place].code, "answer": answer(lambda: belief(plan, table, place, usual))}  # noqa: B023
        for place in range(1, len(plan.arms))
    ]


def belief(plan: Plan, table: Table, place: int, usual: float) -> Any:
    outcome, kind = plan.primary, kind_of(plan.primary)
    effect = kind.linear(outcome, *comparing.pair(kind, outcome, table, place), plan.confidence)
    return believed_effect(
        estimate=effect.estimate,
        standard_error=effect.standard_error,
        prior=NormalPrior(0.0, usual),
        better=outcome.better,  # type: ignore[arg-type]
        worthwhile=outcome.worthwhile,
        confidence=plan.confidence,
    )


def section_of(told: Any) -> Section | None:
    parts = told.result["parts"].get("beliefs")
    if not parts:
        return None
    amount = told.primary.amount
    rows = []
    for part in parts:
        label, found = told.plan.arm(part["arm"]).label, part["answer"]
        if "cannot" in found:
            rows.append([label, cannot_say(found), "", "", ""])
            continue
        worthwhile = found["worthwhile_chance"]
        rows.append(
            [
                label,
                formats.percent(found["better_chance"], 0),
                formats.NOTHING if worthwhile is None else formats.percent(worthwhile, 0),
                amount(found["interval"]["lower"], signed=True),
                amount(found["interval"]["upper"], signed=True),
            ]
        )
    prior = _(
        "Before the data it was believed that effects like this are mostly no larger than %(usual)s, up or down. "
        "Another belief gives other chances."
    )
    return Section(
        title=_("Read as chances"),
        sentences=[prior % {"usual": amount(told.plan.options["usual_effect"])}],
        heads=[_("Group"), _("Chance that it is better"), _("Chance that it is worth it"), _("From"), _("To")],
        rows=rows,
    )
