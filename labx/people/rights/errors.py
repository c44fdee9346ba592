"""What people can be told when something about their rights is not possible now."""

from django.utils.translation import gettext_lazy as _


class RightsProblem(Exception):
    """The message says what happened and what to do."""

    text = _("This could not be done.")

    def __str__(self) -> str:
        return str(self.args[0] if self.args else self.text)


class AlreadyAsked(RightsProblem):
    text = _("This was asked already and is not answered yet. Follow the request that is open.")


class IdentityFirst(RightsProblem):
    text = _("First make sure who asks, and write down how.")


class AlreadyClosed(RightsProblem):
    text = _("This request is answered, refused or taken back, so nothing more can be done with it.")


class NobodyFound(RightsProblem):
    text = _("The request is tied to no account and no participant. Choose who it is about, or answer that nobody is.")


class MentionsWait(RightsProblem):
    text = _("Other people's words name this person. Decide each of those mentions first.")


class OwnErasure(RightsProblem):
    text = _("Nobody carries out the erasure of their own account. Ask another officer or an administrator.")


class LastAdministrator(RightsProblem):
    text = _("This is the last active administrator. Give the role to someone else, then carry out the erasure.")


class ReasonMissing(RightsProblem):
    text = _("Say why: the reason stays with the record.")


class TooLateToExtend(RightsProblem):
    text = _("The time to answer is over or was extended before. Answer now and say why it is late.")
