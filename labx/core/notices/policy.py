"""Who may read notices: whoever they were written to."""

from django.utils.translation import gettext_lazy as _

from labx.core.policy import Permission

PERMISSIONS = (
    Permission("core.read_own_notices", _("Read one's own notices and choose how they come"), known=True),
    Permission("core.open_notice", _("Open a notice"), owner=True),
)
