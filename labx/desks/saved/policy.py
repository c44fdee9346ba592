"""Who may keep a case, read a shared part, stop reminders: everyone who holds the code, the link, the address."""

from django.utils.translation import gettext_lazy as _

from labx.core.policy import Permission

PERMISSIONS = (
    Permission("saved.keep_case", _("Keep a case with a code and a PIN, and open it again"), public=True),
    Permission("saved.use_share", _("Read or fill the part of a plan that a link opens"), public=True),
    Permission("saved.stop_reminders", _("Stop reminders by the link in them"), public=True),
)
