"""What was done to saved cases, in words. Entries carry a random number and nothing of the case."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "desks_saved.keep_case": _("A case was saved with a code and a PIN"),
    "desks_saved.save_again": _("A saved case was saved again"),
    "desks_saved.change_pin": _("The PIN of a saved case was changed"),
    "desks_saved.delete_case": _("A saved case was deleted by the person"),
    "desks_saved.share_part": _("A part of a plan was shared"),
    "desks_saved.renew_share": _("A shared part was brought up to date"),
    "desks_saved.fill_share": _("Someone filled in a shared part"),
    "desks_saved.end_share": _("A shared part was taken back"),
    "desks_saved.ask_reminders": _("Reminders were asked for"),
    "desks_saved.stop_reminders": _("Reminders were stopped"),
}
