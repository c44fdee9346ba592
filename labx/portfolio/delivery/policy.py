"""Who may do what in delivery."""

from django.utils.translation import gettext_lazy as _

from labx.core.actors import PROJECT_ROLES
from labx.core.policy import Permission
from labx.portfolio.policy import LEADERS, READERS

PERMISSIONS = (
    Permission(
        "delivery.view",
        _("See a project's blockers, handover and follow-ups"),
        roles=READERS,
        project_roles=frozenset(PROJECT_ROLES),
    ),
    Permission("delivery.list_blockers", _("See what keeps projects waiting"), roles=READERS),
    Permission(
        "delivery.manage_blockers",
        _("Note, change and close blockers"),
        roles=LEADERS,
        project_roles=frozenset({"lead", "researcher"}),
    ),
    Permission(
        "delivery.hand_over", _("Prepare and date a handover"), roles=LEADERS, project_roles=frozenset({"lead"})
    ),
    Permission("delivery.ask_follow_up", _("Ask for a follow-up"), roles=LEADERS, project_roles=frozenset({"lead"})),
    Permission("delivery.answer_follow_up", _("Answer a follow-up by the link received"), public=True),
    Permission("delivery.choose_procedure", _("Look up a procurement procedure"), known=True),
)
