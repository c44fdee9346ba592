"""Who may search."""

from django.utils.translation import gettext_lazy as _

from labx.core.policy import Permission

PERMISSIONS = (Permission("core.search", _("Search what one may see"), public=True),)
