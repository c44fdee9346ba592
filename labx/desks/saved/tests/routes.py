"""Addresses of saved cases for the walk of every route."""

import datetime
from typing import Any

from django.utils import timezone

from labx.core.actors import ANONYMOUS
from labx.desks.saved.actions import reminders, shares
from labx.desks.saved.models import SavedCase
from labx.desks.saved.tests.keeping import PIN, kept

__all__ = ["EXAMPLES", "PIN", "prepare"]


def prepare(world: Any) -> dict[str, str]:
    """A case of one person with a shared part: the link, and the token that stops its reminders."""
    from labx.desks.saved.tests.test_shares import part

    held = kept()
    until = timezone.localdate() + datetime.timedelta(days=7)
    secret = shares.share_part(by=ANONYMOUS, held=held, part=part(), whom="Ana", may_fill=True, until=until)
    return {"secret": secret, "token": reminders.stop_token(SavedCase.objects.latest("id").id)}


EXAMPLES = {
    "saved:share": lambda world: [{"secret": world.made["saved"]["secret"]}],
    "saved:stop": lambda world: [{"token": world.made["saved"]["token"]}],
}
