"""Forms of delivery."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.people.organisations import queries as organisations
from labx.portfolio.delivery.models import Blocker, FollowUp, Handover, StillUsed
from labx.portfolio.forms import LONG, SHORT, EditionField

A_DAY = _("For example 31/12/2026.")


class BlockerForm(forms.ModelForm):
    """The dates are judged by the action, which says which of them has to be corrected."""

    class Meta:
        model = Blocker
        fields = ("kind", "owner", "note", "opened_on")
        widgets = {"note": SHORT}
        help_texts = {
            "owner": _("The unit or office, rather than a person."),
            "note": _("What is missing, so that somebody who was not there understands it."),
            "opened_on": A_DAY,
        }


class EditBlockerForm(forms.ModelForm):
    edition = EditionField()

    class Meta:
        model = Blocker
        fields = ("kind", "owner", "note", "opened_on", "closed_on", "how_closed")
        widgets = {"note": SHORT, "how_closed": SHORT}
        help_texts = {**BlockerForm.Meta.help_texts, "closed_on": _("Leave it empty while it lasts.")}


class HandoverForm(forms.ModelForm):
    """A thing without a day is not there yet."""

    edition = EditionField()

    class Meta:
        model = Handover
        fields = (
            *("entity", "owner_name", "owner_email", "budget", "budget_on", "legal", "legal_on"),
            *("training", "training_on", "monitoring", "monitoring_on", "handed_over_on"),
        )
        widgets = {"legal": SHORT, "training": SHORT, "monitoring": SHORT}
        help_texts = {
            "owner_email": _("Follow-ups are asked at this address 6 and 12 months later."),
            "budget": _("Where the money comes from. Optional until it is known."),
            "legal": _("What has to change in the law, or “nothing”."),
            "training": _("Who has to learn what."),
            "monitoring": _("Which number will be looked at, and by whom."),
            "handed_over_on": _("The day on which the entity took it over. From then on the follow-ups are due."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].queryset = organisations.choices()

    def clean_handed_over_on(self) -> dt.date | None:
        day = self.cleaned_data["handed_over_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("A handover cannot be dated in the future."))
        return day


class AnswerForm(forms.ModelForm):
    """Four questions to somebody who has no account and little time."""

    still_used = forms.ChoiceField(label=_("Is it still used?"), choices=StillUsed.choices, widget=forms.RadioSelect)

    class Meta:
        model = FollowUp
        fields = ("still_used", "changed", "numbers", "problems")
        widgets = {name: LONG for name in ("changed", "numbers", "problems")}
        labels = {
            "changed": _("What changed since then?"),
            "numbers": _("Do you have numbers?"),
            "problems": _("What does not work?"),
        }
        help_texts = {
            "numbers": _("How many people use it, how long it takes: whatever you have, with its date."),
            "problems": _("Please name nobody."),
        }


class ProcedureForm(forms.Form):
    """A value and a day."""

    valor = forms.DecimalField(
        label=_("Value, in euros without VAT"), min_value=0, max_digits=12, decimal_places=2, localize=True
    )
    data = forms.DateField(label=_("Day on which the procedure begins"), help_text=A_DAY)
