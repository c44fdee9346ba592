"""What people can be told when an action on accounts is not possible."""

from django.utils.translation import gettext_lazy as _


class AccountProblem(Exception):
    """Something the person can mend; the message says what happened and what to do."""

    text = _("This could not be done.")

    def __str__(self) -> str:
        return str(self.text)


class AlreadyHasAccount(AccountProblem):
    text = _("This person already has an account. Open it in the list of people and change its roles there.")


class AlreadyInvited(AccountProblem):
    text = _("This address has an open invitation. Send it again, or withdraw it first.")


class InvitationClosed(AccountProblem):
    text = _("This invitation is no longer valid. Ask whoever invited you for a new one.")


class LastAdministrator(AccountProblem):
    text = _("This is the last active administrator. Give the role to someone else first.")


class UnknownRole(AccountProblem):
    def __init__(self, names: list[str]) -> None:
        super().__init__(names)
        self.text = _("There is no role called %(names)s.") % {"names": ", ".join(names)}
