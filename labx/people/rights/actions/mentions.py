"""Other people's words that name a person: found, then taken out or kept, one by one."""

from django.utils import timezone

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.search.personal import learn_again
from labx.people.rights import cells, files
from labx.people.rights.errors import AlreadyClosed, ReasonMissing
from labx.people.rights.models import Mention, Request
from labx.people.rights.person import person_of


def look_for_mentions(request: Request) -> int:
    """Write down every cell and file that names the person and was not decided yet; returns how many wait."""
    person = person_of(request)
    own = frozenset({("rights_request", str(request.pk))})
    found = [
        (place.table, place.column, place.row, place.count(person.terms)) for place in cells.mentions_of(person, own)
    ]
    found += [(files.MEDIA, "", path, count) for path, count in files.files_naming(person)]
    there = {(table, column, row) for table, column, row, _count in found}
    for mention in request.mentions.filter(state=Mention.State.WAITING):
        if (mention.table, mention.column, mention.row) not in there:
            mention.delete()
    again = request.mentions.filter(state=Mention.State.REDACTED)
    for mention in again:
        if (mention.table, mention.column, mention.row) in there:
            mention.delete()  # the name came back: it is decided anew
    Mention.objects.bulk_create(
        [
            Mention(request=request, table=table, column=column, row=row, places=count)
            for table, column, row, count in found
        ],
        ignore_conflicts=True,
    )
    return request.mentions.filter(state=Mention.State.WAITING).count()


@action
def find_mentions(*, by: Actor, request: Request) -> int:
    policy.require(by, "rights.answer")
    waiting = look_for_mentions(request)
    record(by=by, action="rights.find_mentions", target=request, after={"waiting": waiting})
    return waiting


@action
def redact_mention(*, by: Actor, mention: Mention) -> Mention:
    """Take the name out of one cell, or remove one file; the author's other words stay. Raises cells.CannotRedact."""
    policy.require(by, "rights.answer")
    current = waiting(mention)
    person = person_of(current.request)
    if current.table == files.MEDIA:
        files.remove_named(current.row)
    else:
        cells.redact(current.table, current.column, current.row, person.terms)
        learn_again(person)
    return decided(by, current, Mention.State.REDACTED, "")


@action
def keep_mention(*, by: Actor, mention: Mention, why: str) -> Mention:
    """Another person of that name, or an obligation to keep the words: with the reason."""
    policy.require(by, "rights.answer")
    if not why.strip():
        raise ReasonMissing
    return decided(by, waiting(mention), Mention.State.KEPT, why.strip())


def waiting(mention: Mention) -> Mention:
    current = Mention.objects.select_for_update().select_related("request").get(pk=mention.pk)
    if not current.request.is_moving or current.state != Mention.State.WAITING:
        raise AlreadyClosed
    return current


def decided(by: Actor, current: Mention, state: Mention.State, why: str) -> Mention:
    current.state, current.why, current.decided_by, current.decided_at = state, why, by.key, timezone.now()
    current.save()
    after = {"table": current.table, "column": current.column, "row": current.row, "state": state}
    record(by=by, action="rights.decide_mention", target=current.request, after=after)
    return current
