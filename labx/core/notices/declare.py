"""How a room declares a kind of notice."""

from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Mail(TextChoices):
    AT_ONCE = "now", _("At once")
    DAILY = "daily", _("In the digest of the day")
    NEVER = "never", _("Never; only here")


@dataclass(frozen=True)
class NoticeKind:
    """`title` stands in the subject of the e-mail, so it names nobody. `mail` holds until the reader chooses."""

    name: str
    title: Any
    mail: Mail = Mail.DAILY


class UnknownNotice(LookupError):
    """A notice was sent of a kind that no room declares."""


def kinds() -> dict[str, NoticeKind]:
    from labx.core.rooms import rooms

    return {kind.name: kind for room in rooms() for kind in room.notices}


def kind(name: str) -> NoticeKind:
    try:
        return kinds()[name]
    except KeyError:
        raise UnknownNotice(f"No room declares the notice {name!r}. Add a NoticeKind to Room.notices.") from None
