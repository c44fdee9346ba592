"""Forms of consent."""

from django import forms
from django.utils.translation import gettext_lazy as _

from labx.people.consent.models import LawfulBasis, Purpose
from labx.people.consent.tables import LANGUAGES

MOST_MONTHS = 60


class TextForm(forms.Form):
    """The words of a text, while it is a draft."""

    text = forms.CharField(
        label=_("What people read"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("In the first person, in plain words: what is done, who sees it, until when, how to take it back."),
    )
    lawful_basis = forms.ChoiceField(
        label=_("Lawful basis"),
        choices=LawfulBasis.choices,
        help_text=_("Not everything rests on consent: say here what the law says."),
    )
    valid_months = forms.IntegerField(
        label=_("Valid for how many months"), min_value=1, max_value=MOST_MONTHS, help_text=_("Then it is asked again.")
    )


class NewTextForm(TextForm):
    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose.choices)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    needs_guardian = forms.BooleanField(
        label=_("For children: a guardian answers"),
        required=False,
        help_text=_("Asks for the guardian's name and contact, and that the child agreed too."),
    )
    field_order = ("purpose", "language", "needs_guardian", "text", "lawful_basis", "valid_months")


class EditTextForm(TextForm):
    edition = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    why = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 2}))
