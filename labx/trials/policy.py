"""Who may do what in the trials room."""

from django.utils.translation import gettext_lazy as _

from labx.core.actors import PROJECT_ROLES
from labx.core.policy import Permission
from labx.portfolio.policy import LEADERS, READERS, WRITERS

ANALYSTS = frozenset({"lead", "analyst"})
LEAD = frozenset({"lead"})

PERMISSIONS = (
    Permission("trials.list", _("See the list of one's trials"), known=True),
    Permission(
        "trials.view",
        _("Read a trial, its data checks and its result"),
        roles=READERS,
        project_roles=frozenset(PROJECT_ROLES),
    ),
    Permission("trials.open", _("Open a trial from a frozen protocol"), roles=LEADERS, project_roles=WRITERS),
    Permission("trials.import_data", _("Import data into a trial, and undo it"), roles=LEADERS, project_roles=ANALYSTS),
    Permission("trials.download_data", _("Download a trial's original file"), roles=LEADERS, project_roles=ANALYSTS),
    Permission("trials.analyse", _("Run the frozen plan on the data"), roles=LEADERS, project_roles=ANALYSTS),
    Permission(
        "trials.look",
        _("Look at a trial's primary result when the plan says so"),
        roles=LEADERS,
        project_roles=ANALYSTS,
    ),
    Permission("trials.allocate", _("Draw the group of the next unit"), roles=LEADERS, project_roles=WRITERS),
    Permission("trials.close", _("Close a trial, which shows its seed"), roles=LEADERS, project_roles=LEAD),
    Permission(
        "trials.export_package",
        _("Take a trial away as a package others can recompute"),
        roles=LEADERS,
        project_roles=WRITERS,
    ),
    Permission("trials.learn", _("Read why before and after proves nothing"), public=True),
    Permission(
        "trials.read_public_package",
        _("Download the package of a published trial"),
        public=True,
        when=lambda trial: trial.project.is_published,
    ),
    Permission(
        "trials.read_public_notice",
        _("Read the public notice of a trial of a published project"),
        public=True,
        when=lambda trial: trial.project.is_published and trial.has_notice,
    ),
)
