"""What was done with the figures of desks, in words."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "service.publish": _("The figures of a desk were shown to everyone"),
    "service.withdraw": _("The figures of a desk are no longer public"),
    "service.keep_assumptions": _("What is assumed of a visit was changed"),
    "service.take_back_assumptions": _("What is assumed of a visit was taken back"),
}
