"""What people announce to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import Room
from labx.people.policy import PERMISSIONS

ROOM = Room(name="people", title=_("People"), permissions=PERMISSIONS)
