"""Shares of a population, loaded from a file with their source."""

from datetime import date
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.tables.reader import read, sniff
from labx.core.tables.schema import Column, TableRefused
from labx.people.participants.attributes import BALANCED
from labx.people.participants.engine.representativeness import SHARES_TOLERANCE
from labx.people.participants.errors import BadMargins
from labx.people.participants.models import MarginSet

COLUMNS = (
    Column("attribute", "attribute", "text"),
    Column("category", "category", "text"),
    Column("share", "share", "number"),
)
Shares = dict[str, dict[str, float]]


@action
def load_margins(*, by: Actor, name: str, population: str, source: str, as_of: date, shares: Shares) -> MarginSet:
    """Keep the shares; each attribute's add up to 1."""
    policy.require(by, "participants.load_margins")
    check(shares)
    try:
        with transaction.atomic():
            made = MarginSet.objects.create(
                name=name, population=population, source=source, as_of=as_of, shares=shares, loaded_by=by.key
            )
    except IntegrityError:
        raise BadMargins(_("These shares were loaded already. Give another name or another date.")) from None
    record(by=by, action="participants.load_margins", target=made, after={"source": source, "as_of": as_of})
    return made


def read_shares(path: Path, name: str) -> Shares:
    """The file's rows by attribute; the first thing wrong stops, for such files are short."""
    found: Shares = {}
    try:
        for batch in read(path, sniff(path, name=name), COLUMNS):
            if batch.problems:
                raise BadMargins(str(batch.problems[0]))
            for row in batch.columns.to_pylist():
                found.setdefault(row["attribute"], {})[row["category"]] = row["share"]
    except TableRefused as refused:
        raise BadMargins(str(refused)) from None
    return found


def check(shares: Shares) -> None:
    if not shares:
        raise BadMargins(_("There are no shares. The file needs the columns attribute, category and share."))
    for attribute, categories in shares.items():
        if attribute not in BALANCED:
            said = {"attribute": attribute, "known": ", ".join(BALANCED)}
            raise BadMargins(_("“%(attribute)s” is no attribute. Use one of: %(known)s.") % said)
        known = BALANCED[attribute][1].values
        if unknown := sorted(set(categories) - set(known)):
            said = {"category": unknown[0], "known": ", ".join(known)}
            raise BadMargins(_("“%(category)s” is no category. Use one of: %(known)s.") % said)
        if any(not 0 <= share <= 1 for share in categories.values()):
            raise BadMargins(_("A share of “%(attribute)s” is not between 0 and 1.") % {"attribute": attribute})
        if abs(sum(categories.values()) - 1) > SHARES_TOLERANCE:
            raise BadMargins(
                _("The shares of “%(attribute)s” add up to %(sum)s. They must add up to 1.")
                % {"attribute": attribute, "sum": round(sum(categories.values()), 4)}
            )
