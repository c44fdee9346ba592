"""Who may see how a desk serves, and show it to everyone."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from labx.core.policy import Permission

LEADERS = frozenset({"lab_lead", "administrator"})


def is_public(pack: Any) -> bool:
    from labx.desks.service.models import PublicFigures

    return PublicFigures.objects.filter(pk=pack.id.partition("/")[2]).exists()


PERMISSIONS = (
    Permission("service.see", _("See how a desk serves"), roles=LEADERS | {"researcher", "analyst"}),
    Permission("service.publish", _("Show the figures of a desk to everyone, or no longer"), roles=LEADERS),
    Permission("service.assume", _("Keep what is assumed of a visit, for everyone"), roles=LEADERS | {"analyst"}),
    Permission("service.read_public", _("Read the public figures of a desk"), public=True, when=is_public),
)
