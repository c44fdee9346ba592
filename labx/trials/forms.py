"""Forms of the trials room."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from labx.portfolio.models import Protocol
from labx.trials.codes import code_of
from labx.trials.plan.faults import BadPlan
from labx.trials.plan.reading import read_plan

SHORT = forms.Textarea(attrs={"rows": 2})
LONG = forms.Textarea(attrs={"rows": 4})
WORDS = ("title", "question", "hypothesis", "decision_to_take", "ethics")


class CovariatesField(forms.CharField):
    """One line for each variable known before the start: what it is, or code = what it is."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "\n".join(" = ".join(pair) for pair in value)

    def to_python(self, value: Any) -> list[list[str]]:
        pairs = []
        for line in (super().to_python(value) or "").splitlines():
            code, sign, label = (part.strip() for part in line.partition("="))
            if sign and not (code and label):
                raise forms.ValidationError(_("“%(line)s” is not code = what it is."), params={"line": line})
            if line.strip():
                pairs.append([code_of(code), label or code])
        return pairs


class PlanForm(forms.Form):
    """Protocol and plan of a trial on one page, in the order in which people think of them."""

    title = forms.CharField(label=_("Title"), max_length=160)
    question = forms.CharField(
        label=_("The question"), widget=LONG, help_text=_("What do you want to know about the change, and for whom?")
    )
    decision_to_take = forms.CharField(
        label=_("The decision it serves"),
        widget=SHORT,
        help_text=_("What will be done differently if the answer is yes, and if it is no."),
    )
    hypothesis = forms.CharField(label=_("What you expect, and why"), widget=SHORT, required=False)
    design = forms.ChoiceField(
        label=_("How the groups came about"),
        widget=forms.RadioSelect,
        choices=(
            ("randomised", _("By lottery: chance decided who got the change")),
            ("comparison", _("Otherwise: the groups were there already, or chose")),
        ),
        help_text=_("Only a lottery makes the groups alike in everything. The result page says which it was."),
    )
    unit = forms.CharField(label=_("Who or what is counted"), help_text=_("One word, such as person or job centre."))
    tried_label = forms.CharField(
        label=_("The group that gets the change"), help_text=_("As the result page should call it.")
    )
    comparison_label = forms.CharField(label=_("The group it is compared with"))
    tried_share = forms.FloatField(
        label=_("Planned share of the tried group, in per cent"),
        required=False,
        localize=True,
        min_value=0.01,
        max_value=99.99,
        help_text=_("50 for an even lottery. Leave empty if none was planned: the sizes are then not checked."),
    )
    outcome_label = forms.CharField(
        label=_("What is measured"), help_text=_("The one outcome that decides, such as earnings in 1978.")
    )
    outcome_unit = forms.CharField(label=_("In which unit"), help_text=_("Days, euros (EUR), dollars (USD), points."))
    better = forms.ChoiceField(
        label=_("Which is better"), choices=(("higher", _("More of it")), ("lower", _("Less of it")))
    )
    worthwhile = forms.FloatField(
        label=_("Smallest difference worth having"),
        required=False,
        localize=True,
        min_value=0,
        help_text=_("In the same unit. Below it, the change would not be worth its cost."),
    )
    covariates = CovariatesField(
        label=_("What is known of each person before the start"),
        required=False,
        widget=LONG,
        help_text=_("One on each line. Used to check that the groups are alike, and to adjust."),
    )
    confidence = forms.FloatField(
        label=_("Confidence of the intervals, in per cent"), initial=95, localize=True, min_value=50.1, max_value=99.9
    )
    ethics = forms.CharField(
        label=_("Care for the people involved"),
        widget=LONG,
        required=False,
        help_text=_("What could harm them, what they are told, and when the trial would be stopped."),
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def plan(self) -> dict[str, Any]:
        raw = {name: self.cleaned_data[name] for name in PLAN_FIELDS}
        raw |= {code: code_of(raw[label]) for code, label in CODED.items()}
        share = raw["tried_share"]
        return {**raw, "confidence": raw["confidence"] / 100, "tried_share": None if share is None else share / 100}

    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in WORDS}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            try:
                read_plan(self.plan())
            except BadPlan as error:
                for where, what in error.problems:
                    self.add_error(CODED.get(where, where), what)
        return cleaned

    @staticmethod
    def of(protocol: Protocol) -> dict[str, Any]:
        """What the form shows for a protocol being edited."""
        plan = dict(protocol.plan)
        if plan.get("tried_share") is not None:
            plan["tried_share"] = plan["tried_share"] * 100
        plan["confidence"] = plan.get("confidence", 0.95) * 100
        return {**{name: getattr(protocol, name) for name in WORDS}, **plan, "edition": protocol.edition}


# Codes are made from labels, so that nobody has to invent them.
CODED = {"tried_arm": "tried_label", "comparison_arm": "comparison_label", "outcome": "outcome_label"}
PLAN_FIELDS = (
    "design",
    "unit",
    "tried_label",
    "comparison_label",
    "tried_share",
    "outcome_label",
    "outcome_unit",
    "better",
    "worthwhile",
    "covariates",
    "confidence",
)
