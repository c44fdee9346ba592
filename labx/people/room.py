"""What people announce to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.notices.declare import NoticeKind
from labx.core.rooms import MenuEntry, Room
from labx.people.deeds import DEEDS
from labx.people.personal import DATA as PERSONAL_DATA
from labx.people.policy import PERMISSIONS

ROOM = Room(
    name="people",
    title=_("People"),
    summary=_("Accounts, roles and invitations."),
    menu=(
        MenuEntry(_("My account"), "people:own_account", "people.see_own_account"),
        MenuEntry(_("People"), "people:list", "people.manage_accounts"),
    ),
    deeds=DEEDS,
    personal_data=PERSONAL_DATA,
    permissions=PERMISSIONS,
    notices=(NoticeKind("people.roles_changed", _("Your roles changed")),),
    commands="labx.people.cli.people",
    demo="labx.people.demo.load",
    logins="labx.people.demo.LOGINS",
)
