"""What counters announce to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import MenuEntry, Room
from labx.desks.counter.deeds import DEEDS
from labx.desks.counter.personal import DATA
from labx.desks.counter.policy import PERMISSIONS

ROOM = Room(
    name="counter",
    part_of="desks",
    title=_("Counters"),
    summary=_("A desk face to face: appointments, the same case continued, what was seen and done, who looked."),
    urls="labx.desks.counter.urls",
    menu=(
        MenuEntry(_("At the counter"), "counter:home", "counter.work"),
        MenuEntry(_("Counters"), "counter:counters", "counter.see_counters"),
    ),
    permissions=PERMISSIONS,
    deeds=DEEDS,
    personal_data=DATA,
    demo="labx.desks.counter.demo.load",
)
