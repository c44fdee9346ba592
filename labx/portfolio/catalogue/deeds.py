"""What was done, in words, as the history of a record tells it."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "catalogue.write_announcement": _("The announcement of the experiment was written"),
    "catalogue.announce": _("The experiment was announced"),
    "catalogue.end_announcement": _("The announcement was taken down"),
    "catalogue.record_deviation": _("Something done otherwise was recorded"),
    "catalogue.withdraw_deviation": _("A deviation was withdrawn"),
    "catalogue.write_case": _("The case was written"),
}
