"""An action: one write, one transaction, permission asked first."""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _


class EditedMeanwhile(Exception):
    """Someone saved this record after it was opened; nothing was overwritten."""

    def __init__(self) -> None:
        super().__init__(
            _("Someone else saved this while you were writing. Your text is still here: compare it, then save again.")
        )


def action(function: Callable[..., Any]) -> Callable[..., Any]:
    """Runs in one transaction. Actions are keyword-only, take `by` first, ask the policy, leave an audit entry."""

    @wraps(function)
    def run(**arguments: Any) -> Any:
        with transaction.atomic():
            return function(**arguments)

    return run


def alone(what: str) -> None:
    """Wait until no other transaction does this, and keep others waiting until ours ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])


def in_edition(record: Any, edition: int) -> Any:
    """The record as it is now, locked; refused where someone saved it after this edition was opened."""
    current = type(record).objects.select_for_update(no_key=True, of=("self",)).get(pk=record.pk)
    if current.edition != edition:
        raise EditedMeanwhile
    return current


def rewrite(current: Any, fields: Iterable[str], words: Mapping[str, Any]) -> None:
    """Give the record those of these fields that `words` has, and its next edition; to be saved by the caller."""
    for name in fields:
        if name in words:
            setattr(current, name, words[name])
    current.edition += 1
