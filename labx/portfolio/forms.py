"""Forms of the portfolio."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from labx.core.actors import PROJECT_ROLES
from labx.people.models import Account
from labx.portfolio.models import Decision, Evidence, Import, Project, Stage, Strength
from labx.portfolio.models.decisions import Outcome

SHORT = forms.Textarea(attrs={"rows": 2})
LONG = forms.Textarea(attrs={"rows": 5})


class ButtonsForm(forms.ModelForm):
    """Its round buttons are the answers there are: none of them stands for no answer, and none is pressed before."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.RadioSelect):
                field.choices = [(value, label) for value, label in field.choices if value]


class ProjectForm(forms.ModelForm):
    class Meta:
        model = Project
        fields = ("title", "question", "beneficiaries", "starts_on", "ends_on")
        widgets = {"question": LONG, "beneficiaries": SHORT}
        help_texts = {
            "title": _("A few words someone outside the laboratory would understand."),
            "question": _("The problem, not a solution: what goes wrong, for whom, and how you know."),
            "beneficiaries": _("Who should be better off if this works."),
            "starts_on": _("Optional. For example 31/12/2026."),
            "ends_on": _("Optional. The day it is meant to end, or ended."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The project cannot end before it begins."))
        return cleaned


class PublicPageForm(forms.ModelForm):
    """The four short texts that a citizen reads."""

    class Meta:
        model = Project
        fields = ("asked", "did", "learned", "next_step")
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in fields}
        help_texts = {
            "asked": _("The question, as you would put it to a neighbour."),
            "did": _("Who took part, what changed for them, and what it was compared with."),
            "learned": _("The answer, with its uncertainty in words. Say so if the data are not enough."),
            "next_step": _("What happens now, and who decides."),
        }


class EditionField(forms.IntegerField):
    """Which edition the writer had opened; a later one is never overwritten."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput)


class EditProjectForm(ProjectForm):
    edition = EditionField()


class EditPublicPageForm(PublicPageForm):
    edition = EditionField()


class StageForm(forms.Form):
    stage = forms.ChoiceField(label=_("Stage"), choices=Stage.choices)
    why = forms.CharField(
        label=_("Why now"),
        widget=SHORT,
        required=False,
        help_text=_("Stays in the project's history. Needed when you go back to an earlier stage."),
    )
    on = forms.DateField(
        label=_("When it happened"),
        required=False,
        help_text=_("For example 31/12/2026. Leave it empty for today."),
    )


class MemberForm(forms.Form):
    account = forms.ModelChoiceField(label=_("Person"), queryset=Account.objects.none())
    role = forms.ChoiceField(label=_("Role in this project"), choices=list(PROJECT_ROLES.items()))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = Account.objects.filter(is_active=True).order_by("name")


class AmendForm(forms.Form):
    justification = forms.CharField(
        label=_("Why it changes"),
        widget=LONG,
        help_text=_("Readers of the result will see the old version, the new one, and this."),
    )


class EmbargoForm(forms.Form):
    at = forms.DateTimeField(
        label=_("Public from"),
        help_text=_("Day and hour, for example 31/12/2026 10:00. Until then only the team reads the page."),
    )


class ReasonForm(forms.Form):
    why = forms.CharField(label=_("Why"), widget=SHORT)


class DecisionForm(forms.Form):
    """One line for each piece of evidence: whether it is cited, for or against, and how strongly it bears."""

    outcome = forms.ChoiceField(label=_("Decision"), choices=Outcome.choices, widget=forms.RadioSelect)
    reasons = forms.CharField(label=_("Reasons"), widget=LONG)
    decided_by = forms.CharField(
        label=_("Who decided"), max_length=200, help_text=_("Body or office, as it should be read in five years.")
    )
    decided_on = forms.DateField(label=_("Date of the decision"), help_text=_("For example 31/12/2026."))
    dissent = forms.CharField(label=_("Who disagreed, and why"), widget=SHORT, required=False)
    would_change = forms.CharField(
        label=_("What would change this decision"),
        widget=SHORT,
        help_text=_("The result or event that would make you decide again."),
    )

    def __init__(self, *args: Any, evidence: list[Evidence], decision: Decision | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.evidence = {str(item.id): item for item in evidence}
        for key, item in self.evidence.items():
            self.fields[f"bears_{key}"] = forms.ChoiceField(label=item.statement, choices=CITATIONS, initial="")
            self.fields[f"bears_{key}"].required = False

    def clean_decided_on(self) -> date:
        day = self.cleaned_data["decided_on"]
        if day > date.today():  # noqa: DTZ011 - the date a person writes, not an instant
            raise forms.ValidationError(_("A decision cannot be dated in the future."))
        return day

    def citations(self) -> list[tuple[Evidence, bool, str]]:
        chosen = ((item, self.cleaned_data.get(f"bears_{key}", "")) for key, item in self.evidence.items())
        return [(item, how.startswith("for"), how.split("-")[1]) for item, how in chosen if how]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.citations():
            raise forms.ValidationError(_("Cite at least one piece of evidence, for or against."))
        return cleaned


CITATIONS = [
    ("", _("Not cited")),
    (_("Supports the decision"), [(f"for-{key}", label) for key, label in Strength.choices]),
    (_("Speaks against it"), [(f"against-{key}", label) for key, label in Strength.choices]),
]


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("Table of projects"), help_text=_("CSV or XLSX, with the names of columns in the first row.")
    )
    check_only = forms.BooleanField(label=_("Only check it, write nothing"), required=False)
    leave_out_faulty = forms.BooleanField(label=_("Leave out the rows with problems"), required=False)


class TakeForm(forms.Form):
    """Whether the good rows come in without the others; asked only where there are others."""

    leave_out_faulty = forms.BooleanField(
        label=_("Leave out the rows with problems"),
        help_text=_("You can mend them and bring them later."),
        error_messages={"required": _("Say that they are left out, or mend the file and choose it again.")},
    )

    def __init__(self, *args: Any, brought: Import, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not brought.problem_count:
            del self.fields["leave_out_faulty"]
