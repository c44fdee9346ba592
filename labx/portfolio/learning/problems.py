"""What people are told when something cannot be recorded now."""


class NotNow(ValueError):
    """The message says what is in the way and what to do."""
