"""Why consent refuses something; each message says what to do."""


class ConsentProblem(ValueError):
    """Something about a consent does not fit; nothing was written."""


class TextClosed(ConsentProblem):
    """Nobody can agree to this text: it is a draft, or it was withdrawn."""


class ProofMissing(ConsentProblem):
    """What shows that the answer was given is missing."""


class NothingToWithdraw(ConsentProblem):
    """The person never agreed to this."""


class NotAgreed(PermissionError):
    """The person does not agree to this use, or no longer does."""
