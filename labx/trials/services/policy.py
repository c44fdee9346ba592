"""Who may do what with services and their indicators."""

from django.utils.translation import gettext_lazy as _

from labx.core.actors import PROJECT_ROLES
from labx.core.policy import Permission
from labx.portfolio.policy import LEADERS, READERS, WRITERS
from labx.trials.policy import ANALYSTS, LEAD

PERMISSIONS = (
    Permission("services.list", _("See the list of services one may read"), known=True),
    Permission(
        "services.view",
        _("Read a service's indicators"),
        roles=READERS,
        project_roles=frozenset(PROJECT_ROLES),
        entity=True,
    ),
    Permission("services.add", _("Add a service"), roles=LEADERS | {"researcher"}),
    Permission("services.edit", _("Change a service and note its releases"), roles=LEADERS, project_roles=WRITERS),
    Permission(
        "services.bring_data", _("Bring in a service's events, and undo it"), roles=LEADERS, project_roles=ANALYSTS
    ),
    Permission(
        "services.publish", _("Publish a service's indicators, and withdraw them"), roles=LEADERS, project_roles=LEAD
    ),
    Permission("services.see_public", _("See which services publish their indicators"), public=True),
    Permission(
        "services.read_public",
        _("Read the published indicators of a service"),
        public=True,
        when=lambda service: service.is_published,
    ),
)
