"""What was done to accounts, in words, as the history of a record tells it."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "people.invite_account": _("Someone was invited"),
    "people.send_invitation_again": _("An invitation was sent again"),
    "people.withdraw_invitation": _("An invitation was withdrawn"),
    "people.accept_invitation": _("An invitation was accepted"),
    "people.open_demo_account": _("A demonstration account was opened"),
    "people.sign_in": _("Someone signed in"),
    "people.change_own_account": _("Someone changed their own account"),
    "people.end_session": _("Someone ended one of their sessions"),
    "people.change_password": _("Someone changed their password"),
    "people.set_password": _("Someone chose a first password"),
    "people.reset_password": _("A password was reset"),
    "people.change_email": _("Someone changed their e-mail"),
    "people.connect_provider": _("Another identity was connected"),
    "people.disconnect_provider": _("Another identity was disconnected"),
    "people.set_roles": _("Roles were changed"),
    "people.close_account": _("An account was closed"),
    "people.reopen_account": _("An account was opened again"),
    "people.add_second_step": _("A second step was added"),
    "people.remove_second_step": _("A second step was removed"),
    "people.make_recovery_codes": _("New recovery codes were made"),
    "people.remove_second_steps": _("All second steps were removed"),
}
