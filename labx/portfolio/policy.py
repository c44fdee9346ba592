"""Who may do what in the portfolio."""

from django.utils.translation import gettext_lazy as _

from labx.core.actors import PROJECT_ROLES, TEAM
from labx.core.policy import Permission

LEADERS = frozenset({"lab_lead", "administrator"})
READERS = TEAM | {"content_reviewer", "data_protection_officer"}
WRITERS = frozenset({"lead", "researcher", "analyst"})

PERMISSIONS = (
    Permission("portfolio.see_public_projects", _("See what the laboratory is trying and has learned"), public=True),
    Permission(
        "portfolio.read_public_page",
        _("Read a project's public page; before its moment, its team alone"),
        public=True,
        public_when=lambda project: project.is_published,
        roles=READERS,
        project_roles=frozenset(PROJECT_ROLES),
        when=lambda project: project.published_at is not None,
    ),
    Permission("portfolio.see_desk", _("See one's own desk"), known=True),
    Permission("portfolio.list_projects", _("See the list of one's projects"), known=True),
    Permission(
        "portfolio.view_project", _("Read a project's record"), roles=READERS, project_roles=frozenset(PROJECT_ROLES)
    ),
    Permission("portfolio.create_project", _("Start a project"), roles=LEADERS | {"researcher"}),
    Permission("portfolio.import_projects", _("Bring projects from a file"), roles=LEADERS),
    Permission(
        "portfolio.edit_project", _("Edit a project"), roles=LEADERS, project_roles=frozenset({"lead", "researcher"})
    ),
    Permission("portfolio.manage_team", _("Change a project's team"), roles=LEADERS, project_roles=frozenset({"lead"})),
    Permission("portfolio.write_protocol", _("Write a protocol"), roles=LEADERS, project_roles=WRITERS),
    Permission("portfolio.freeze_protocol", _("Freeze a protocol"), roles=LEADERS, project_roles=frozenset({"lead"})),
    Permission("portfolio.record_evidence", _("Record evidence"), roles=LEADERS, project_roles=WRITERS),
    Permission("portfolio.record_decision", _("Record a decision"), roles=LEADERS, project_roles=frozenset({"lead"})),
    Permission(
        "portfolio.publish", _("Publish a project's page and claims"), roles=LEADERS, project_roles=frozenset({"lead"})
    ),
)
