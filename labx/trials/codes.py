"""Short codes for what people call by words: what the event log's context takes."""

import hashlib

from django.utils.text import slugify

from labx.trials.plan.faults import CODE

LONGEST = 40
MARK = 8


def code_of(label: str) -> str:
    """The short name a variable or group has in the event log."""
    return slugify(label)[:LONGEST].strip("-")


def coded(text: str) -> str:
    """A word of a file as a code: itself where it is one, otherwise made of its letters and a mark of the whole."""
    if CODE.fullmatch(text):
        return text
    mark = hashlib.sha256(text.encode()).hexdigest()[:MARK]
    return f"{code_of(text)}-{mark}".strip("-")
