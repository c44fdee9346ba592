"""Who or what is counted, and what is known of them before the start."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.trials.steps.draft import Draft, coded_once
from labx.trials.steps.form import LinesField, StepForm


class CovariatesField(LinesField):
    """One line for each number known before the start: what it is, or code = what it is."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return "\n".join(f"{one['code']} = {one['label']}" for one in value)
        return value

    def to_python(self, value: Any) -> list[dict[str, str]]:
        lines = [line.partition("=") for line in super().to_python(value)]
        for start, sign, end in lines:
            if sign and not (start.strip() and end.strip()):
                raise forms.ValidationError(
                    _("“%(line)s”: write a short name, then = and what it is, such as: age = age in years"),
                    params={"line": f"{start}{sign}{end}"},
                )
        codes = [start.strip() for start, sign, _end in lines if sign]
        if len(set(codes)) < len(codes):
            raise forms.ValidationError(_("Two lines have the same short name: give each one its own."))
        labels = [(end if sign else start).strip() for start, sign, end in lines]
        named = {label: start.strip() for label, (start, sign, _end) in zip(labels, lines, strict=True) if sign}
        return [{"code": code, "label": label} for code, label in zip(coded_once(labels, named), labels, strict=True)]


class SubgroupsField(LinesField):
    """One line for each way of parting the people: what it is, a colon, and the groups between semicolons."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return "\n".join(f"{one['label']}: {'; '.join(label for _code, label in one['values'])}" for one in value)
        return value

    def to_python(self, value: Any) -> list[dict[str, Any]]:
        found = []
        for line in super().to_python(value):
            label, _sign, rest = (part.strip() for part in line.partition(":"))
            groups = [group.strip() for group in rest.split(";") if group.strip()]
            if len(groups) < 2:
                raise forms.ValidationError(
                    _("“%(line)s” names no groups. Write, for example: age: up to 29; 30 or more"),
                    params={"line": line},
                )
            values = [list(pair) for pair in zip(coded_once(groups, {}), groups, strict=True)]
            found.append({"code": coded_once([label], {})[0], "label": label, "values": values})
        return found


class UnitStep(StepForm):
    slug = "unidade"
    title = gettext_lazy("Who or what is counted")
    lead = gettext_lazy("The lottery, the outcome and the number of units all speak of the same thing.")
    writes = ("unit", "covariates", "subgroups")

    unit = forms.CharField(
        label=gettext_lazy("Who or what is counted"),
        max_length=200,
        help_text=gettext_lazy("Whatever gets a group by lot. In the plural: people, households, job centres."),
    )
    covariates = CovariatesField(
        label=gettext_lazy("What is known of each person before the start"),
        required=False,
        help_text=gettext_lazy(
            "Numbers, one on each line. Used to check that the groups are alike, and to adjust. "
            "Write code = what it is where the file has a short name."
        ),
    )
    subgroups = SubgroupsField(
        label=gettext_lazy("Groups in which the effect will be looked at apart"),
        required=False,
        help_text=gettext_lazy(
            "Above all those who could be left out. One on each line, such as: age: up to 29; 30 to 64; 65 or more"
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        names = [one["code"] for key in ("covariates", "subgroups") for one in cleaned.get(key) or []]
        if len(set(names)) < len(names):
            self.add_error("covariates", _("This name stands twice in the plan: give each thing its own name."))
        return cleaned

    @classmethod
    def shown(cls, draft: Draft) -> dict[str, Any]:
        return {"unit": _("people"), **super().shown(draft)}
