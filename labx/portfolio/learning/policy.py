"""Who may do what with what a project learns."""

from django.utils.translation import gettext_lazy as _

from labx.core.actors import PROJECT_ROLES, TEAM
from labx.core.policy import Permission
from labx.portfolio.policy import LEADERS, READERS, WRITERS

PERMISSIONS = (
    Permission(
        "learning.view",
        _("Read what a project assumes, found, thought of and tested"),
        roles=READERS,
        project_roles=frozenset(PROJECT_ROLES),
    ),
    Permission(
        "learning.read_sessions",
        _("Read test sessions one by one, with what people said"),
        roles=TEAM,
        project_roles=WRITERS,
    ),
    Permission(
        "learning.record",
        _("Write down assumptions, findings, ideas, prototypes and test sessions"),
        roles=LEADERS,
        project_roles=WRITERS,
    ),
    Permission(
        "learning.mark_fallen",
        _("Say that something does not hold, or holds after all"),
        roles=LEADERS,
        project_roles=WRITERS,
    ),
    Permission(
        "learning.choose_idea", _("Choose the idea to go on with"), roles=LEADERS, project_roles=frozenset({"lead"})
    ),
)
