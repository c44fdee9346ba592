"""What is asked when people are invited, given roles or change their account."""

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from labx.core.actors import LAB_ROLES
from labx.people.models import Account


class RolesField(forms.MultipleChoiceField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Roles in the laboratory"),
            choices=tuple(LAB_ROLES.items()),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Roles inside one project are given in that project."),
        )


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), help_text=_("The invitation goes to this address."))
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As colleagues will see it."))
    language = forms.ChoiceField(label=_("Language of the message"), choices=settings.LANGUAGES)
    roles = RolesField()


class RolesForm(forms.Form):
    roles = RolesField()
    why = forms.CharField(
        label=_("Reason"), max_length=300, required=False, help_text=_("Stays in the history of this account.")
    )


class ReasonForm(forms.Form):
    why = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Stays in the history of this account."))


class PasswordForm(forms.Form):
    """One password, typed once: a reader who wants to see it asks the browser."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. A sentence is easier to remember than signs."),
    )

    def __init__(self, *args, account: Account, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.account)
        return self.cleaned_data["password"]


class OwnAccountForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As colleagues will see it."))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
