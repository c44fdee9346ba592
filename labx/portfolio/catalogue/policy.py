"""Who may read, take away and announce."""

from django.utils.translation import gettext_lazy as _

from labx.core.policy import Permission
from labx.portfolio.policy import LEADERS, WRITERS

LEAD = frozenset({"lead"})

PERMISSIONS = (
    Permission("catalogue.see", _("See the public catalogue and what is being tried"), public=True),
    Permission(
        "catalogue.take", _("Take a published project away"), public=True, when=lambda project: project.is_published
    ),
    Permission(
        "catalogue.read_registration",
        _("Read the registration of a published project's frozen protocol"),
        public=True,
        when=lambda protocol: protocol.is_frozen and protocol.project.is_published,
    ),
    Permission(
        "catalogue.register",
        _("Prepare a frozen protocol for a registry elsewhere"),
        roles=LEADERS,
        project_roles=WRITERS,
        when=lambda protocol: protocol.is_frozen,
    ),
    Permission("catalogue.announce", _("Announce a running experiment"), roles=LEADERS, project_roles=LEAD),
    Permission("catalogue.write_case", _("Write a project's case"), roles=LEADERS, project_roles=WRITERS),
    Permission("catalogue.record_deviation", _("Record what was done otherwise"), roles=LEADERS, project_roles=WRITERS),
)
