"""What was done, in words, as the history of a record tells it."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "services.add": _("The service was added"),
    "services.edit": _("The service was changed"),
    "services.publish": _("The indicators were published"),
    "services.withdraw": _("The published indicators were withdrawn"),
    "services.note_release": _("A release was noted"),
    "services.edit_release": _("The note of a release was changed"),
    "services.remove_release": _("The note of a release was taken away"),
    "services.keep_file": _("A file of events was handed in"),
    "services.file_checked": _("A file of events was checked"),
    "services.file_refused": _("A file of events was refused: rows are wrong"),
    "services.bring_events": _("Events were brought in"),
    "services.remove_original": _("The file itself was removed: it had been kept long enough"),
    "services.undo_events": _("Events that were brought in were taken back"),
}
