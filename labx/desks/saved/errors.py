"""What can go wrong with a saved case, in the person's words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class SavedProblem(Exception):
    """What happened and what to do now; nothing was changed."""


class BadPin(SavedProblem):
    """The PIN that was chosen is not taken."""


class NotOpened(SavedProblem):
    """One sentence for a wrong code, a wrong PIN and a case that is no longer there."""

    def __init__(self) -> None:
        super().__init__(
            _("This code with this PIN opens nothing here. Check both. Small letters and hyphens make no difference.")
        )


class TooSoon(SavedProblem):
    """Too many openings failed."""

    def __init__(self, seconds: int) -> None:
        minutes = max(1, -(-seconds // 60))
        wait = ngettext("Wait {count} minute", "Wait {count} minutes", minutes).format(count=minutes)
        super().__init__(_("There were several attempts that failed. {wait}, then try again.").format(wait=wait))


class NoLongerSaved(SavedProblem):
    """Deleted meanwhile, or its PIN was changed."""

    def __init__(self) -> None:
        super().__init__(
            _("What you had saved was deleted, or its PIN was changed meanwhile. What you see here is still whole.")
        )


class SavedMeanwhile(SavedProblem):
    """Someone saved the same case after it was opened here; `theirs` is what they saved, in that edition."""

    def __init__(self, theirs: dict[str, Any], edition: int) -> None:
        super().__init__(_("Someone else saved this meanwhile. Nothing of yours and nothing of theirs is lost."))
        self.theirs, self.edition = theirs, edition


class LinkEnded(SavedProblem):
    """The link of a shared part is no longer good, or never was."""

    def __init__(self) -> None:
        super().__init__(_("This link opens nothing any more. Ask the person who gave it to you."))
