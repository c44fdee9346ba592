"""Who may do what with challenges and with the care a project takes."""

from django.utils.translation import gettext_lazy as _

from labx.core.actors import PROJECT_ROLES, TEAM
from labx.core.policy import Permission
from labx.portfolio.policy import LEADERS, READERS

BRINGERS = TEAM | {"entity_contact", "network_member"}

PERMISSIONS = (
    Permission("challenges.list", _("See the list of challenges one may read"), roles=READERS | BRINGERS),
    Permission("challenges.bring", _("Bring a challenge"), roles=BRINGERS),
    Permission("challenges.view", _("Read a challenge"), roles=READERS, owner=True, entity=True),
    Permission("challenges.edit", _("Write, submit and withdraw a challenge"), roles=LEADERS, owner=True, entity=True),
    Permission("challenges.assess", _("Score a challenge"), roles=TEAM),
    Permission("challenges.decide", _("Decide on a challenge, and take the decision back"), roles=LEADERS),
    Permission(
        "challenges.see_origin",
        _("Read the challenge that a project answers"),
        roles=READERS,
        project_roles=frozenset(PROJECT_ROLES),
    ),
    Permission(
        "challenges.see_ethics",
        _("Read what a project does to protect people"),
        roles=READERS,
        project_roles=frozenset(PROJECT_ROLES),
    ),
    Permission(
        "challenges.answer_screening",
        _("Answer the questions of care of a project"),
        roles=LEADERS,
        project_roles=frozenset({"lead", "researcher"}),
    ),
    Permission(
        "challenges.sign_off",
        _("Record and withdraw sign-offs of a project"),
        roles=LEADERS | {"data_protection_officer"},
        project_roles=frozenset({"lead"}),
    ),
)
