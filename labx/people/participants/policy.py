"""Who may do what with the panel."""

from django.utils.translation import gettext_lazy as _

from labx.core.actors import PROJECT_ROLES, TEAM
from labx.core.policy import Permission

KEEPERS = frozenset({"lab_lead", "data_protection_officer", "administrator"})
LEADERS = frozenset({"lab_lead", "administrator"})
READERS = TEAM | {"data_protection_officer"}
RECRUITERS = LEADERS | {"researcher"}

PERMISSIONS = (
    Permission("participants.join", _("Join the panel"), public=True),
    Permission("participants.use_own_link", _("See and change one's own participation by a private link"), public=True),
    Permission("participants.see_draws", _("See how people were drawn, without saying whom"), public=True),
    Permission("participants.see_own_participation", _("Find one's own participation"), known=True),
    Permission("participants.view", _("See participants by pseudonym"), roles=READERS),
    Permission("participants.enter", _("Enter somebody by telephone, on paper or in person"), roles=RECRUITERS),
    Permission("participants.import", _("Import participants from a file"), roles=LEADERS),
    Permission("participants.change", _("Change what is known of a participant"), roles=RECRUITERS, owner=True),
    Permission("participants.leave", _("Leave the panel, or note that somebody did"), roles=RECRUITERS, owner=True),
    Permission("participants.see_contact", _("See who a participant is, with a reason"), roles=KEEPERS),
    Permission(
        "participants.view_recruitment",
        _("See a recruitment and its draw"),
        roles=READERS,
        project_roles=frozenset(PROJECT_ROLES) - {"entity_contact"},
    ),
    Permission(
        "participants.recruit",
        _("Recruit: set quotas, draw, invite"),
        roles=RECRUITERS,
        project_roles=frozenset({"lead", "researcher"}),
    ),
    Permission(
        "participants.answer_invitation",
        _("Answer an invitation, or note an answer"),
        roles=RECRUITERS,
        project_roles=frozenset({"lead", "researcher"}),
        owner=True,
    ),
    Permission("participants.load_margins", _("Load the shares of a population"), roles=LEADERS | {"analyst"}),
)
