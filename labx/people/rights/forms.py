"""What is asked when people use their rights, and when officers answer."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from labx.people.rights.models import Assessment, Breach, Kind, ProcessingActivity, Risk, Trigger, Verdict
from labx.people.rights.models.requests import Channel, Identity

SHORT = forms.Textarea(attrs={"rows": 2})
LONG = forms.Textarea(attrs={"rows": 5})
DATE_HINT = _("For example 31/12/2026.")
MOMENT_HINT = _("Day and hour, for example 31/12/2026 14:30.")


class WishForm(forms.Form):
    wish = forms.CharField(label=_("What do you ask for?"), widget=LONG, max_length=5000)


class OptionalWishForm(forms.Form):
    wish = forms.CharField(label=_("Is there anything you want to add?"), widget=LONG, max_length=5000, required=False)


class EraseWishForm(OptionalWishForm):
    understood = forms.BooleanField(
        label=_("I understand that my account ends and that this cannot be undone"), required=True
    )


class LetterForm(forms.Form):
    kind = forms.ChoiceField(label=_("What is asked"), choices=Kind.choices, widget=forms.RadioSelect)
    channel = forms.ChoiceField(
        label=_("How it came"), choices=[one for one in Channel.choices if one[0] != Channel.ACCOUNT]
    )
    received_on = forms.DateField(label=_("Received on"), help_text=_("The month to answer runs from this day."))
    name = forms.CharField(label=_("Name"), max_length=200)
    contact = forms.CharField(
        label=_("E-mail, telephone or address"), max_length=200, required=False, help_text=_("To answer to.")
    )
    wish = forms.CharField(label=_("What the person says"), widget=LONG, required=False)

    def clean_received_on(self) -> Any:
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_now("This day has not come yet. Write the day the request came."))
        return day


class PersonForm(forms.Form):
    """Candidates come from the search above the form; `person` is `kind:id`."""

    person = forms.MultipleChoiceField(
        label=_("Who it is about"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Choose the account, the participant, or both where they are the same person."),
    )
    also_written = forms.CharField(
        label=_("Other ways the name is written"),
        widget=SHORT,
        required=False,
        help_text=_("One a line: a former name, a nickname, another telephone. They are looked for too."),
    )

    def __init__(self, *args: Any, candidates: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = candidates

    def clean_person(self) -> list[str]:
        chosen = self.cleaned_data["person"]
        for kind in ("account:", "participant:"):
            if sum(one.startswith(kind) for one in chosen) > 1:
                raise forms.ValidationError(_now("Choose one account and one participant at most."))
        return chosen


class IdentityForm(forms.Form):
    identity = forms.ChoiceField(
        label=_("How did you make sure who asks?"),
        choices=[one for one in Identity.choices if one[0] != Identity.SESSION],
        widget=forms.RadioSelect,
        help_text=_("Ask for no more than is needed, and keep no copy of a document."),
    )


class WhyForm(forms.Form):
    why = forms.CharField(label=_("Why"), widget=LONG, max_length=2000)


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("Answer to the person"), widget=LONG, max_length=5000)


class RefusalForm(forms.Form):
    answer = forms.CharField(
        label=_("Why it is refused"),
        widget=LONG,
        max_length=5000,
        help_text=_("Name the ground in law, and say that the person may complain to the CNPD or go to court."),
    )


class EditionField(forms.IntegerField):
    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput)


class ActivityForm(forms.ModelForm):
    class Meta:
        model = ProcessingActivity
        fields = (
            "title",
            "purpose",
            "basis",
            "subjects",
            "categories",
            "recipients",
            "transfers",
            "kept_for",
            "measures",
            "ended_on",
        )
        widgets = {name: SHORT for name in fields if name not in {"title", "basis", "ended_on"}}
        help_texts = {
            "recipients": _("Who else receives the data, processors included."),
            "transfers": _("To which countries, and with which safeguards; or none."),
            "ended_on": DATE_HINT,
        }


class EditActivityForm(ActivityForm):
    edition = EditionField()


class AssessmentForm(forms.ModelForm):
    triggers = forms.MultipleChoiceField(
        label=_("What applies"),
        choices=Trigger.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("One of the first four, or any two, make an assessment necessary."),
    )

    class Meta:
        model = Assessment
        fields = ("title", "description", "necessity", "triggers", "activity", "review_on")
        widgets = {"description": LONG, "necessity": LONG}
        labels = {"activity": _("Processing activity")}
        help_texts = {"review_on": DATE_HINT}


class EditAssessmentForm(AssessmentForm):
    edition = EditionField()


class RiskForm(forms.ModelForm):
    class Meta:
        model = Risk
        fields = ("what", "likelihood", "severity", "measures", "likelihood_left", "severity_left")
        widgets = {"what": SHORT, "measures": SHORT}


class AdviceForm(forms.Form):
    verdict = forms.ChoiceField(label=_("Advice in a word"), choices=Verdict.choices, widget=forms.RadioSelect)
    advice = forms.CharField(label=_("Advice"), widget=LONG)
    review_on = forms.DateField(label=_("To be reviewed on"), help_text=DATE_HINT)


class BreachForm(forms.ModelForm):
    class Meta:
        model = Breach
        fields = (
            "title",
            "known_at",
            "happened_at",
            "what",
            "people",
            "people_count",
            "categories",
            "consequences",
            "measures",
            "level",
        )
        widgets = {name: SHORT for name in ("what", "people", "categories", "consequences", "measures")}
        help_texts = {
            "known_at": _("When anybody here first knew: the clocks run from then."),
            "happened_at": MOMENT_HINT,
            "people": _("Groups, never names."),
        }

    def clean_known_at(self) -> Any:
        moment = self.cleaned_data["known_at"]
        if moment > timezone.now():
            raise forms.ValidationError(_now("This moment has not come yet. Write when it was first known."))
        return moment


class EditBreachForm(BreachForm):
    edition = EditionField()


class TellAuthorityForm(forms.Form):
    at = forms.DateTimeField(label=_("Authority told at"), help_text=MOMENT_HINT)
    late_why = forms.CharField(
        label=_("Why it is late"), widget=SHORT, required=False, help_text=_("Only after 72 hours.")
    )


class TellPeopleForm(forms.Form):
    at = forms.DateTimeField(label=_("People told at"), help_text=MOMENT_HINT)
