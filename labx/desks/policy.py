"""Who may use the desks: everyone, without an account."""

from django.utils.translation import gettext_lazy as _

from labx.core.policy import Permission

PERMISSIONS = (Permission("desks.use", _("Use a desk for a life event"), public=True),)
