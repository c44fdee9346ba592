"""Forms of services."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.core.actors import Actor
from labx.people.organisations import queries as organisations
from labx.portfolio import queries as portfolio
from labx.portfolio.forms import SHORT, EditionField
from labx.trials.codes import code_of
from labx.trials.services.models import Release, Service

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
MOST = 30
SAID_OF_FILE = ("complete_until", "is_followed")


class PairsField(forms.CharField):
    """One line each: a label, or a code, a colon and a label. Given as pairs of code and label."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{code}: {label}" for code, label in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[list[str]]:
        lines = [line.strip() for line in super().to_python(value).splitlines() if line.strip()]
        pairs = [self.pair(line) for line in lines]
        codes = [code for code, _label in pairs]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise forms.ValidationError(
                _("Each code may stand once. Twice here: %(codes)s.") % {"codes": ", ".join(twice)}
            )
        if len(pairs) > MOST:
            raise forms.ValidationError(_("No more than 30 lines."))
        return pairs

    def pair(self, line: str) -> list[str]:
        code, colon, label = line.partition(":")
        code = code.strip() if colon else code_of(line)
        label = label.strip() if colon else line
        if not CODE.fullmatch(code) or not label:
            raise forms.ValidationError(
                _("“%(line)s”: write a code of small letters, digits and hyphens, a colon, and its name.")
                % {"line": line}
            )
        return [code, label[:120]]


class ServiceForm(forms.ModelForm):
    steps = PairsField(
        label=_("Steps of the service, in order"),
        required=False,
        help_text=_("Optional. One a line, such as “dados: Os seus dados”. Events name a step by its code."),
    )
    groups = PairsField(
        label=_("Groups of people"),
        required=False,
        help_text=_("Optional. One a line, such as “65-mais: 65 anos ou mais”. Small numbers are never shown."),
    )

    class Meta:
        model = Service
        fields = ("title", "summary", "entity", "period", "allowed_hours", "instrument", "steps", "groups")
        widgets = {"summary": SHORT}
        help_texts = {
            "summary": _(
                "Whom it is for and what they get, as you would tell a neighbour. It stands on the public page."
            ),
            "allowed_hours": _(
                "A start that is not completed within these hours counts as given up. So long is also waited for an "
                "error after the start, an answer or a return to the counter after the end, and for whoever could use "
                "the service to begin."
            ),
            "instrument": _("The system the events come from. Note a release when it changes: numbers may jump."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].queryset = organisations.choices()


class NewServiceForm(ServiceForm):
    project = forms.ModelChoiceField(
        label=_("Project"),
        queryset=None,
        required=False,
        to_field_name="slug",
        empty_label=_("None"),
        help_text=_("Optional. Its team may then read the indicators and bring in events. It cannot be changed later."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = portfolio.projects_of(actor).order_by("title")


class EditServiceForm(ServiceForm):
    edition = EditionField()


class ReleaseForm(forms.ModelForm):
    class Meta:
        model = Release
        fields = ("on", "text")
        help_texts = {
            "on": _("For example 31/12/2026."),
            "text": _("A few words: a new form, another system of counting, a campaign."),
        }


class EditReleaseForm(ReleaseForm):
    edition = EditionField()


class HowForm(forms.Form):
    """What is to be done with a file of events."""

    is_check = forms.BooleanField(label=_("Only check it, write nothing"), required=False)
    leave_out_faulty = forms.BooleanField(label=_("Leave out the rows with problems"), required=False)


class EventsForm(HowForm):
    file = forms.FileField(
        label=_("Table of events"), help_text=_("CSV or XLSX, with names of columns in the first row.")
    )
    complete_until = forms.DateTimeField(
        label=_("Everything is in until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_(
            "Optional. The moment up to which the file tells all that happened; if you leave it empty, that of its "
            "last event. Whatever had not its whole time by then is not counted yet."
        ),
    )
    is_followed = forms.BooleanField(
        label=_("A program sends what comes after"),
        required=False,
        help_text=_(
            "Only if no further file is needed: then silence of the program counts as nothing having happened."
        ),
    )
    field_order = ("file", *SAID_OF_FILE, "is_check", "leave_out_faulty")

    def clean_complete_until(self) -> dt.datetime | None:
        moment = self.cleaned_data["complete_until"]
        if moment and moment > timezone.now():
            raise forms.ValidationError([_("This has not happened yet."), _("Check the day and the clock.")])
        return moment
