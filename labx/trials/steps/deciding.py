"""When the result is seen, and which decision each result leads to: written before anyone knows it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.portfolio.models.decisions import Outcome
from labx.trials.plan import parts
from labx.trials.plan.faults import Reading
from labx.trials.steps.draft import Draft
from labx.trials.steps.form import StepForm

DECISIONS = [choice for choice in Outcome.choices if choice[0] in parts.DECISIONS]


class DecidingStep(StepForm):
    slug = "decisao"
    title = gettext_lazy("Seeing and deciding")
    lead = gettext_lazy("Until then the primary result stays hidden, from everybody. Each look is written down.")
    writes = ("looks", "rule", "harm")

    kind = forms.ChoiceField(
        label=gettext_lazy("When the result is seen"),
        choices=list(parts.LOOK_KINDS.items()),
        initial="fixed",
        help_text=gettext_lazy("Once, at the end, tells most. Whoever looks earlier pays with wider intervals."),
    )
    from_day = forms.DateField(
        label=gettext_lazy("Not before"),
        required=False,
        help_text=gettext_lazy("For example 31/12/2026. Leave empty where the last measurement decides."),
    )
    number = forms.IntegerField(
        label=gettext_lazy("Number of planned looks"),
        required=False,
        min_value=2,
        max_value=20,
        help_text=gettext_lazy("Only for planned moments: from 2 to 20. Each time the result is seen is one look."),
    )
    spending = forms.ChoiceField(
        label=gettext_lazy("How hard it is to stop early"),
        choices=list(parts.SPENDING.items()),
        required=False,
        help_text=gettext_lazy("Only for planned moments. Without a statistician keep the first."),
    )

    harm = forms.ChoiceField(
        label=gettext_lazy("If a group of people is harmed"),
        choices=list(parts.HARM.items()),
        initial="shown",
        required=False,
        help_text=gettext_lazy(
            "Judged at each look in the groups that are looked at apart. Groups of fewer than ten in an arm are not."
        ),
    )

    def prepare(self) -> None:
        for situation, label in parts.situations_of(self.draft).items():
            self.fields[f"rule_{situation}"] = forms.ChoiceField(
                label=_("If the result is: %(situation)s") % {"situation": label},
                choices=DECISIONS,
                initial=parts.USUAL_RULE[situation],
            )

    @classmethod
    def shown(cls, draft: Draft) -> dict[str, Any]:
        rule = draft.get("rule") or {}
        ruled = {f"rule_{key}": value for key, value in rule.items()}
        return {"harm": draft.get("harm") or "shown", **(draft.get("looks") or {}), **ruled}

    def looks(self) -> dict[str, Any]:
        chosen = self.cleaned_data
        day = chosen.get("from_day")
        number = chosen.get("number") if chosen["kind"] == "group_sequential" else 1
        return {
            "kind": chosen["kind"],
            "number": number,
            "spending": chosen.get("spending") or "obrien_fleming",
            "from_day": day.isoformat() if day else "",
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            reading = Reading({"looks": self.looks()})
            parts.looks(reading)
            for where, what in reading.problems:
                self.add_error(where.removeprefix("looks."), what)
        return cleaned

    def written(self) -> Draft:
        rule = {situation: self.cleaned_data[f"rule_{situation}"] for situation in parts.situations_of(self.draft)}
        return {"looks": self.looks(), "rule": rule, "harm": self.cleaned_data["harm"] or "shown"}
