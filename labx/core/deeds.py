"""What was done on the ground floor, in words, as the history of a record tells it."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "audit.erase": _("Personal data erased from the chain"),
    "core.start_job": _("Long work was started"),
    "core.cancel_job": _("Long work was stopped"),
    "core.repeat_job": _("Long work was run again"),
    "core.choose_mail": _("Messages by e-mail were chosen"),
    "core.create_token": _("An access token was made"),
    "core.revoke_token": _("An access token was revoked"),
    "core.install_pack": _("A pack was installed"),
}
