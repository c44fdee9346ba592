"""What was done with consent, in words, as the history of a record tells it."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "consent.draft_text": _("A consent text was begun"),
    "consent.edit_text": _("A consent text was edited"),
    "consent.publish_text": _("A consent text was published"),
    "consent.withdraw_text": _("A consent text was withdrawn"),
    "consent.give": _("A consent was recorded"),
    "consent.give_many": _("Many consents were recorded"),
    "consent.withdraw": _("A consent was taken back"),
    "consent.see_proof": _("The proof of a consent was looked at"),
    "consent.replace_scan": _("The scan of a signed sheet was replaced"),
    "consent.remove_scan": _("The scan of a signed sheet was removed"),
}
