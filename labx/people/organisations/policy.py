"""Who may do what with organisations."""

from django.utils.translation import gettext_lazy as _

from labx.core.actors import TEAM
from labx.core.policy import Permission

LEADERS = frozenset({"lab_lead", "administrator"})
INSIDE = TEAM | {"content_reviewer", "data_protection_officer"}

PERMISSIONS = (
    Permission(
        "organisations.view",
        _("See public entities and partners"),
        roles=INSIDE | {"entity_contact", "network_member"},
    ),
    Permission("organisations.see_contacts", _("See who to speak to in an entity"), roles=INSIDE),
    Permission(
        "organisations.edit", _("Register and edit public entities and partners"), roles=LEADERS | {"researcher"}
    ),
    Permission("organisations.merge", _("Merge organisations that stand twice"), roles=LEADERS),
    Permission("organisations.bring", _("Bring organisations from a file"), roles=LEADERS),
    Permission("organisations.manage_affiliations", _("Say who speaks for an entity"), roles=LEADERS),
    Permission(
        "organisations.confirm",
        _("Confirm or leave one's own affiliation"),
        owner=True,
        when=lambda one: not one.ended_at,
    ),
    Permission("organisations.see_own", _("See whom one speaks for and who stands in for one"), known=True),
    Permission("organisations.arrange_absence", _("Have someone act while one is away"), known=True),
    Permission("organisations.end_absence", _("End the absence one arranged"), owner=True),
)
