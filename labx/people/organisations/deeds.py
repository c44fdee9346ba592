"""What was done, in words, as the history of a record tells it."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "organisations.register_entity": _("The entity was registered"),
    "organisations.register_partner": _("The partner was registered"),
    "organisations.register_many": _("Organisations were registered together"),
    "organisations.edit_entity": _("The entity was edited"),
    "organisations.edit_partner": _("The partner was edited"),
    "organisations.rename_entity": _("The entity took another name"),
    "organisations.add_former_name": _("A former name was added"),
    "organisations.remove_former_name": _("A former name was removed"),
    "organisations.end_entity": _("The entity ended"),
    "organisations.reopen_entity": _("The end of the entity was taken back"),
    "organisations.add_contact": _("A contact was added"),
    "organisations.edit_contact": _("A contact was edited"),
    "organisations.remove_contact": _("A contact was removed"),
    "organisations.merge": _("A duplicate was merged into this record"),
    "organisations.undo_merge": _("A merge was undone"),
    "organisations.keep_upload": _("A file was uploaded"),
    "organisations.choose_columns": _("The columns were chosen"),
    "organisations.refuse_file": _("The file was refused"),
    "organisations.keep_check": _("The file was checked"),
    "organisations.decide": _("It was decided which rows to take"),
    "organisations.undo_import": _("The import was undone"),
    "organisations.begin_affiliation": _("Someone began to speak for the entity"),
    "organisations.confirm_affiliation": _("An affiliation was confirmed"),
    "organisations.ask_to_confirm": _("Someone was asked whether they still speak for the entity"),
    "organisations.end_affiliation": _("Someone no longer speaks for the entity"),
    "organisations.arrange_absence": _("Someone arranged who acts while they are away"),
    "organisations.end_absence": _("An absence was ended early"),
}
