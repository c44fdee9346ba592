"""What was done, in words, as the history of a record tells it."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "collaboration.write_comment": _("A comment was written"),
    "collaboration.edit_comment": _("A comment was edited"),
    "collaboration.delete_comment": _("A comment was deleted"),
    "collaboration.make_task": _("A task was made"),
    "collaboration.edit_task": _("A task was changed"),
    "collaboration.finish_task": _("A task was done"),
    "collaboration.reopen_task": _("A task was opened again"),
    "collaboration.delete_task": _("A task was deleted"),
    "collaboration.attach_file": _("A file was added"),
    "collaboration.remove_file": _("A file was removed"),
}
