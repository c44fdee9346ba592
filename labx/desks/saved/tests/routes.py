"""Addresses of saved cases for the walk of every route."""

import datetime
from typing import Any

from django.utils import timezone

from labx.core.actors import ANONYMOUS
from labx.desks.saved.actions import reminders, shares
from labx.desks.saved.models import SavedCase
from labx.desks.saved.tests.keeping import kept
from labx.desks.saved.tests.test_shares import AGENCY, part

MARK = "marca-partilhada"  # stands in a saved case and in its shared part, and may reach only who has that link


def prepare(world: Any) -> dict[str, str]:
    """A case of one person with a shared part: the link, and the token that stops its reminders."""
    held = kept(notes={AGENCY: MARK})
    until = timezone.localdate() + datetime.timedelta(days=7)
    secret = shares.share_part(by=ANONYMOUS, held=held, part=part(), whom=MARK, may_fill=True, until=until)
    shares.fill_share(by=ANONYMOUS, secret=secret, edition=1, done=[], notes={AGENCY: MARK})
    return {"secret": secret, "token": reminders.stop_token(SavedCase.objects.latest("id").id)}


EXAMPLES = {
    "saved:share": lambda world: [{"secret": world.made["saved"]["secret"]}],
    "saved:stop": lambda world: [{"token": world.made["saved"]["token"]}],
}
