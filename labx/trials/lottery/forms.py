"""Forms of a trial being carried out: the next unit, closing, the decision."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.portfolio.models.decisions import Outcome
from labx.trials.lottery.allocating import STRATIFIED
from labx.trials.plan.shape import Plan

SHORT = {"rows": 2}


class UnitForm(forms.Form):
    """Who comes next, under a code, and what the lottery must know of them."""

    unit = forms.CharField(
        label=gettext_lazy("Code of the unit"),
        max_length=64,
        help_text=gettext_lazy("The number of the case, never a name. Only a hash of it is kept."),
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan_ = plan
        if plan.randomisation.scheme in STRATIFIED:
            self.fields["stratum"] = forms.CharField(
                label=_("Office, kind or place within which it is drawn"),
                max_length=64,
                help_text=_("Its code, always written alike, such as evora."),
            )
        if plan.randomisation.scheme == "minimisation":
            for subgroup in plan.subgroups:
                self.fields[f"factor_{subgroup.code}"] = forms.ChoiceField(
                    label=subgroup.label, choices=subgroup.values
                )

    def drawn(self) -> dict[str, Any]:
        chosen = self.cleaned_data
        factors = {
            one.code: chosen[f"factor_{one.code}"] for one in self.plan_.subgroups if f"factor_{one.code}" in chosen
        }
        return {"unit": chosen["unit"], "stratum": chosen.get("stratum", ""), "factors": factors}


class DecisionForm(forms.Form):
    """The decision on a result; the plan's rule stands beside it, and departing from it needs a reason."""

    outcome = forms.ChoiceField(label=gettext_lazy("Decision"), choices=Outcome.choices, widget=forms.RadioSelect)
    reasons = forms.CharField(label=gettext_lazy("Reasons"), widget=forms.Textarea(attrs=SHORT))
    departs_because = forms.CharField(
        label=gettext_lazy("Why it departs from the plan's rule"), widget=forms.Textarea(attrs=SHORT), required=False
    )
    decided_by = forms.CharField(label=gettext_lazy("Who decided"), max_length=200)
    decided_on = forms.DateField(
        label=gettext_lazy("Date of the decision"), help_text=gettext_lazy("For example 31/12/2026.")
    )
    dissent = forms.CharField(
        label=gettext_lazy("Who disagreed, and why"), widget=forms.Textarea(attrs=SHORT), required=False
    )
    would_change = forms.CharField(
        label=gettext_lazy("What would change this decision"), widget=forms.Textarea(attrs=SHORT)
    )
    standing = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def clean_decided_on(self) -> Any:
        day = self.cleaned_data["decided_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("A decision cannot be dated in the future."))
        return day
