"""What a person types to keep a case, to open it, to share a part, to be reminded."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from labx.desks.saved.codes import LONGEST

DIGITS = {"inputmode": "numeric", "autocomplete": "off", "maxlength": LONGEST}


def pin_field(label: Any, help_text: Any = "") -> forms.CharField:
    """Nothing is refused here for its length: opening answers the same whatever is wrong."""
    return forms.CharField(label=label, help_text=help_text, widget=forms.PasswordInput(attrs=DIGITS))


class NewPinForm(forms.Form):
    pin = pin_field(_("A PIN of your own"), _("6 to 12 digits. No date, nothing like 123456."))
    again = pin_field(_("The same PIN again"))

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("pin") != self.cleaned_data.get("again") and not self.errors:
            self.add_error("again", _("The two are not the same. Write both again."))
        return self.cleaned_data


class ChangePinForm(NewPinForm):
    old = pin_field(_("The PIN you have now"))
    field_order = ("old", "pin", "again")


class OpenForm(forms.Form):
    code = forms.CharField(
        label=_("Your code"),
        help_text=_("16 letters and digits, in groups of four."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    pin = pin_field(_("Your PIN"))


class ShareForm(forms.Form):
    whom = forms.CharField(
        label=_("For whom"), help_text=_("Only you see this. For example: my sister."), max_length=80, required=False
    )
    steps = forms.MultipleChoiceField(label=_("Steps to show"), widget=forms.CheckboxSelectMultiple)
    way = forms.ChoiceField(
        label=_("What the person may do"),
        choices=[("read", _("Only read")), ("fill", _("Read, tick and leave notes"))],
        widget=forms.RadioSelect,
        initial="read",
    )
    days = forms.ChoiceField(
        label=_("The link ends after"),
        choices=[("7", _("7 days")), ("30", _("30 days")), ("90", _("90 days"))],
        initial="30",
    )

    def __init__(self, data: Any = None, *, steps: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["steps"].choices = steps


class ReminderForm(forms.Form):
    """Which days, and to which address; the address is used for this alone."""

    address = forms.EmailField(
        label=_("Your e-mail address"), help_text=_("Used for these reminders and nothing else.")
    )
    days = forms.MultipleChoiceField(label=_("Remind me on"), widget=forms.CheckboxSelectMultiple)
    is_mine = forms.BooleanField(
        label=_("This address is mine."),
        error_messages={"required": _("Tick this if it is so. Otherwise write another address.")},
    )

    def __init__(self, data: Any = None, *, days: list[tuple[str, str]], own_address: str = "") -> None:
        super().__init__(data)
        self.fields["days"].choices = days
        if own_address:
            self.fields["is_mine"].label = own_address
