"""Tax numbers of bodies (NIPC): nine digits, the last of which checks the others."""

import re

from django.utils.translation import gettext as _
from stdnum.pt import nif

NOT_DIGITS = re.compile(r"[\s.\-]")
DIGITS = 9
PERSONS = ("1", "2", "3", "45")  # numbers of people, which stand for no body


class BadNipc(ValueError):
    """The number cannot be a NIPC; the message says why and what to do."""


def checked(text: str) -> str:
    """The nine digits. Raises BadNipc."""
    digits = NOT_DIGITS.sub("", text).upper().removeprefix("PT")
    if not (digits.isascii() and digits.isdigit()):
        raise BadNipc(_("A NIPC has digits only. Write nine digits, such as 500000000."))
    if len(digits) != DIGITS:
        raise BadNipc(_("This number has %(count)s digits and a NIPC has nine. Check it.") % {"count": len(digits)})
    if digits.startswith(PERSONS):
        raise BadNipc(_("This is the number of a person, not of a body. Write the number of the organisation."))
    if not nif.is_valid(digits):
        raise BadNipc(_("The last digit does not fit the others: one of them is wrong. Compare it with the original."))
    return digits


def with_check_digit(eight: str) -> str:
    """The NIPC that begins with these eight digits."""
    return eight + nif.calc_check_digit(eight)
