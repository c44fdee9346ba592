"""Forms that people of the panel fill in, alone or with somebody of the laboratory at the telephone."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from labx.people.consent.models import Channel, ConsentText, Purpose
from labx.people.participants.attributes import (
    AccessNeed,
    AgeBand,
    DigitalEase,
    District,
    Education,
    Language,
    Preferred,
    Topic,
)

PHONE = re.compile(r"\+?[\d ]{9,20}")
MOST_INVITATIONS = 12
ADULT_BANDS = [(value, label) for value, label in AgeBand.choices if value != AgeBand.UNDER_18]
BOXES = forms.CheckboxSelectMultiple


class AboutForm(forms.Form):
    """Coarse answers: a band, a district; never a date of birth or a diagnosis."""

    age_band = forms.ChoiceField(label=_("How old are you?"), choices=[("", _("Choose")), *ADULT_BANDS])
    district = forms.ChoiceField(label=_("Where do you live?"), choices=[("", _("Choose")), *District.choices])
    education = forms.ChoiceField(
        label=_("How long did you go to school?"), choices=Education.choices, widget=forms.RadioSelect
    )
    digital_ease = forms.ChoiceField(
        label=_("How do you get on with online services?"), choices=DigitalEase.choices, widget=forms.RadioSelect
    )
    access_needs = forms.MultipleChoiceField(
        label=_("What do you need in order to take part?"),
        choices=AccessNeed.choices,
        widget=BOXES,
        required=False,
        help_text=_("So that we provide it. You need not say why."),
    )
    topics = forms.MultipleChoiceField(
        label=_("Which subjects interest you?"), choices=Topic.choices, widget=BOXES, required=False
    )
    languages = forms.MultipleChoiceField(
        label=_("Which languages do you speak?"), choices=Language.choices, widget=BOXES, required=False
    )
    invitations_a_year = forms.IntegerField(
        label=_("How many invitations a year, at most?"),
        min_value=1,
        max_value=MOST_INVITATIONS,
        initial=4,
        help_text=_("Each is a question, never a duty."),
    )


class ChangeAboutForm(AboutForm):
    """A child stays one until staff say otherwise, so the band is not narrowed here."""

    age_band = forms.ChoiceField(label=_("How old are you?"), choices=AgeBand.choices)
    edition = forms.IntegerField(widget=forms.HiddenInput)


class ReachForm(forms.Form):
    """How to reach the person, by the channel the person prefers."""

    name = forms.CharField(label=_("Your name"), max_length=200)
    preferred = forms.ChoiceField(
        label=_("How do you want to hear from us?"), choices=Preferred.choices, widget=forms.RadioSelect
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("We send a code to it, to be sure that it is yours.")
    )
    phone = forms.CharField(
        label=_("Telephone"), required=False, max_length=30, help_text=_("For example 912 345 678.")
    )
    address = forms.CharField(label=_("Postal address"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"].strip()
        if phone and not PHONE.fullmatch(phone):
            raise forms.ValidationError(_("Write the nine digits of the number, for example 912 345 678."))
        return phone

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        needed = {Preferred.EMAIL: "email", Preferred.PHONE: "phone", Preferred.POST: "address"}
        name = needed.get(cleaned.get("preferred"))
        if name and not cleaned.get(name) and name not in self.errors:
            self.add_error(name, _("Fill this in: it is how you want to hear from us."))
        return cleaned

    def reached(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("name", "preferred", "email", "phone", "address")}


class ChangeReachForm(ReachForm):
    edition = forms.IntegerField(widget=forms.HiddenInput)


class JoinForm(ReachForm):
    """The second step: how to reach the person, and one box for each text, none of them ticked."""

    def __init__(self, *args: Any, texts: list[ConsentText], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = {f"agree_{text.purpose}": text for text in texts}
        for name, text in self.texts.items():
            is_needed = text.purpose == Purpose.TAKE_PART
            self.fields[name] = forms.BooleanField(
                label=text.text,
                required=is_needed,
                error_messages={"required": _("Without this nobody can join. Tick the box if you agree.")},
            )

    def agreed(self) -> tuple[ConsentText, ...]:
        return tuple(text for name, text in self.texts.items() if self.cleaned_data.get(name))


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The six digits we sent you"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class EntryForm(AboutForm, JoinForm):
    """Staff enter somebody who telephoned, wrote or came by."""

    age_band = forms.ChoiceField(label=_("How old are you?"), choices=[("", _("Choose")), *AgeBand.choices])
    channel = forms.ChoiceField(
        label=_("How did the answers reach you?"),
        choices=[choice for choice in Channel.choices if choice[0] != Channel.WEB],
        widget=forms.RadioSelect,
    )
    oral_note = forms.CharField(
        label=_("What was read aloud, and what the person said"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("Needed by telephone. On paper: where the sheet is kept."),
    )
    guardian_name = forms.CharField(label=_("Guardian's name"), required=False, max_length=200)
    guardian_contact = forms.CharField(label=_("Guardian's contact"), required=False, max_length=200)
    has_assent = forms.BooleanField(label=_("The child agreed too"), required=False)
    scan = forms.FileField(label=_("Scan of the signed sheet"), required=False)

    def about(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in AboutForm.base_fields}


class ReasonForm(forms.Form):
    why = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 2}))


class ScanForm(ReasonForm):
    scan = forms.FileField(label=_("Scan of the signed sheet"), help_text=_("PDF, PNG or JPEG, 20 MB at most."))
    field_order = ("scan", "why")


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("When you spoke, and what the person said"), widget=forms.Textarea(attrs={"rows": 2})
    )


class LostLinkForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), help_text=_("The one you joined with."))


class FileForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("CSV or XLSX."))
