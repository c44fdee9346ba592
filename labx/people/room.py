"""What people announce to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import MenuEntry, Room
from labx.people.policy import PERMISSIONS

ROOM = Room(
    name="people",
    title=_("People"),
    summary=_("Accounts, roles and invitations."),
    menu=(
        MenuEntry(_("My account"), "people:own_account", "people.see_own_account"),
        MenuEntry(_("People"), "people:list", "people.manage_accounts"),
    ),
    permissions=PERMISSIONS,
    commands="labx.people.cli.people",
    demo="labx.people.demo.load",
)
