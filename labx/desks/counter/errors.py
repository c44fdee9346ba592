"""What can go wrong at a counter: what happened, and what now."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _


class CounterProblem(Exception):
    """What happened and what to do now; nothing was changed. `field` is the one to mend, where it is one."""

    field: str | None = None


class NoAccount(CounterProblem):
    field = "email"

    def __init__(self) -> None:
        super().__init__(_("No open account has this address. Invite the person first, then come back."))


class WorksThere(CounterProblem):
    field = "email"

    def __init__(self) -> None:
        super().__init__(_("This person works at this counter already."))


class NotAtThisCounter(CounterProblem):
    field = "keeper"

    def __init__(self) -> None:
        super().__init__(_("This person does not work at this counter. Choose someone who does."))


class Closed(CounterProblem):
    def __init__(self) -> None:
        super().__init__(_("This case is closed. Open it again first."))


class Unreadable(CounterProblem):
    """The key of the laboratory is another one than when it was closed."""

    def __init__(self) -> None:
        super().__init__(
            _("This cannot be read: the laboratory's key was changed. Ask who runs LabX to bring the old one back.")
        )


class WorkedMeanwhile(CounterProblem):
    """Somebody saved the case after it was opened here; `theirs` is what they saved, in that edition."""

    def __init__(self, theirs: dict[str, Any], edition: int) -> None:
        super().__init__(
            _("Someone else worked on this case meanwhile. Nothing of yours and nothing of theirs is lost.")
        )
        self.theirs, self.edition = theirs, edition
