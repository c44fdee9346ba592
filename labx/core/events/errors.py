"""Why the event log refuses something."""


class EventRefused(ValueError):
    """The event does not fit its declaration; the message says which part, and what would fit."""


class IdempotencyConflict(EventRefused):
    """This id already names an event with other content."""


class LakeDamaged(RuntimeError):
    """A file of the lake is missing or is not the file the manifest recorded."""
