"""What people are told when something about a challenge is not possible now."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _


class NotNow(ValueError):
    """The challenge or the project is not where this can be done; the message says what to do."""


class NotReady(NotNow):
    """Words are missing without which nobody could judge the challenge."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(
            _("Write first: %(missing)s. What is written so far is kept.")
            % {"missing": "; ".join(capfirst(name) for name in missing)}
        )


class NamesSolution(NotNow):
    """The text that should tell a problem names a solution; whoever wrote it may say that it is one all the same."""

    def __init__(self, words: list[str]) -> None:
        super().__init__(
            _("The text names a solution: %(words)s. Say what goes wrong, for whom, without what would mend it.")
            % {"words": ", ".join(f"“{word}”" for word in words)}
        )
        self.words = words
