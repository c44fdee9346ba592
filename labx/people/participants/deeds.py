"""What was done in the panel, in words, as the history of a record tells it."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "participants.ask_to_join": _("Somebody asked to join"),
    "participants.join": _("Somebody joined the panel"),
    "participants.discard_request": _("A request to join was put aside"),
    "participants.import": _("Participants were imported"),
    "participants.start_undo": _("Somebody asked to undo an import"),
    "participants.undo_import": _("An import of participants was undone"),
    "participants.change": _("What is known of a participant was changed"),
    "participants.change_contact": _("Contact data were changed"),
    "participants.see_contact": _("Somebody looked at contact data"),
    "participants.renew": _("The participation was renewed"),
    "participants.leave": _("The participant left the panel"),
    "participants.end_links": _("A new private link was made; the old one ended"),
    "participants.open_recruitment": _("A recruitment was opened"),
    "participants.edit_recruitment": _("The recruitment was edited"),
    "participants.draw": _("People were drawn"),
    "participants.invite": _("People were invited"),
    "participants.reply": _("An invitation was answered"),
    "participants.replace": _("An alternate was invited"),
    "participants.took_part": _("It was noted who took part"),
    "participants.close_recruitment": _("The recruitment was closed"),
    "participants.load_margins": _("Shares of a population were loaded"),
}
