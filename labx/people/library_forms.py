"""Forms of django-allauth whose fields it leaves without words."""

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from allauth.socialaccount.forms import DisconnectForm
from django.utils.translation import gettext_lazy as _

KEY_NAME = _("Name of the key")


class AddKeyForm(AddWebAuthnForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = KEY_NAME


class RenameKeyForm(EditWebAuthnForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = KEY_NAME


class DisconnectIdentityForm(DisconnectForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].label = _("Identity to disconnect")
