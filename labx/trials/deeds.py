"""What was done, in words, as the history of a record tells it."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "trials.open": _("The trial was opened"),
    "trials.keep_upload": _("A file was uploaded"),
    "trials.start_import": _("An import was started"),
    "trials.refuse_data": _("The data were refused"),
    "trials.import_people": _("Data were imported"),
    "trials.remove_original": _("The file itself was removed: it had been kept long enough"),
    "trials.undo_import": _("An import was undone"),
    "trials.record_analysis": _("The frozen plan was run"),
    "trials.record_checks": _("The sizes and the likeness of the groups were checked"),
    "trials.take_look": _("The primary result was looked at"),
    "trials.seal_seed": _("A seed for the lottery was sealed"),
    "trials.allocate": _("Chance put someone into a group"),
    "trials.close": _("The trial was closed and its seed shown"),
}
