"""What was done, in words, as the history of a record tells it."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "portfolio.start_project": _("The project was started"),
    "portfolio.edit_project": _("The project was edited"),
    "portfolio.move_project": _("The project moved to another stage"),
    "portfolio.add_member": _("Someone joined the team"),
    "portfolio.remove_member": _("Someone left the team"),
    "portfolio.write_protocol": _("A protocol was begun"),
    "portfolio.edit_protocol": _("The protocol was edited"),
    "portfolio.amend_protocol": _("An amendment was begun"),
    "portfolio.freeze_protocol": _("The protocol was frozen"),
    "portfolio.record_evidence": _("Evidence was recorded"),
    "portfolio.publish_claim": _("A number was published"),
    "portfolio.withdraw_claim": _("A number was withdrawn"),
    "portfolio.record_decision": _("A decision was recorded"),
    "portfolio.publish_project": _("The public page was published"),
    "portfolio.unpublish_project": _("The public page was taken down"),
    "portfolio.set_embargo": _("A moment was set from which the page is public"),
    "portfolio.lift_embargo": _("The page was made public before its moment"),
    "portfolio.import_projects": _("Projects were brought from a file"),
    "portfolio.start_undo": _("Somebody asked to take back a file of projects"),
    "portfolio.undo_import": _("A file of projects was taken back"),
    "portfolio.remove_project": _("A project that a file had begun was taken back"),
    "portfolio.take_back_stage": _("A stage that a file had said was taken back"),
    "portfolio.link_entity": _("A public entity joined the project"),
    "portfolio.unlink_entity": _("A public entity left the project"),
    "portfolio.link_partner": _("A partner joined the project"),
    "portfolio.unlink_partner": _("A partner left the project"),
}
