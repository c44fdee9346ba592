"""What was done to saved cases, in words. Entries carry a random number and nothing of the case."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "saved.keep_case": _("A case was saved with a code and a PIN"),
    "saved.save_again": _("A saved case was saved again"),
    "saved.change_pin": _("The PIN of a saved case was changed"),
    "saved.delete_case": _("A saved case was deleted by the person"),
    "saved.share_part": _("A part of a plan was shared"),
    "saved.renew_share": _("A shared part was brought up to date"),
    "saved.fill_share": _("Someone filled in a shared part"),
    "saved.end_share": _("A shared part was taken back"),
    "saved.ask_reminders": _("Reminders were asked for"),
    "saved.stop_reminders": _("Reminders were stopped"),
}
