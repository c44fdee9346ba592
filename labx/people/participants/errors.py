"""Why the panel refuses something; each message says what to do."""

from django.utils.translation import gettext as _


class PanelProblem(ValueError):
    """Something does not fit; nothing was written."""


class WrongCode(PanelProblem):
    """The code is not the one that was sent."""


class RequestOver(PanelProblem):
    """There is nothing to confirm: it was confirmed, took too long, or too many wrong codes were tried."""

    def __init__(self) -> None:
        super().__init__(_("There is nothing left to confirm here. Fill in the form again: it takes two minutes."))


class NotNow(PanelProblem):
    """This comes too early or too late."""


class BadMargins(PanelProblem):
    """The file of margins cannot be used."""
