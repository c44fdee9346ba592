"""What can go wrong at a counter: what happened, and what now."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from labx.people.rights.errors import RightsProblem


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


class NotLookedThrough(RightsProblem):
    """An erasure that says it is done would not be true."""

    def __init__(self, codes: list[str]) -> None:
        text = _(
            "These could not be opened, because the laboratory's key was changed: {codes}. Whoever runs LabX puts the "
            "earlier key back into LABX_EARLIER_SECRET_KEYS; then carry out the erasure again."
        )
        super().__init__(text.format(codes=", ".join(codes)))


class NotYours(CounterProblem):
    field = "keeper"

    def __init__(self) -> None:
        super().__init__(
            _("This case is a colleague's. They hand it over themselves, or the head of the counter does.")
        )


class WorkedMeanwhile(CounterProblem):
    """Somebody saved the case after it was opened here; `theirs` is what they saved, in that edition."""

    def __init__(self, theirs: dict[str, Any], edition: int) -> None:
        super().__init__(
            _("Someone else worked on this case meanwhile. Nothing of yours and nothing of theirs is lost.")
        )
        self.theirs, self.edition = theirs, edition


class NoPlaceLeft(CounterProblem):
    """Somebody took it first, it is past, or the counter is closed then."""

    field = "hour"

    def __init__(self) -> None:
        super().__init__(_("At that hour there is no place any more. Choose another one."))


class NothingBooked(CounterProblem):
    """One sentence for a wrong code and for an appointment that is no longer there."""

    field = "code"

    def __init__(self) -> None:
        super().__init__(_("This code opens nothing here. Check it. An appointment is deleted a week after its day."))


class NotYetAgain(CounterProblem):
    def __init__(self) -> None:
        super().__init__(
            _("Many appointments were made from here in a short time. Wait some minutes, then try again, or telephone.")
        )


class Over(CounterProblem):
    def __init__(self) -> None:
        super().__init__(_("This appointment is over or was cancelled. It cannot be changed any more."))
