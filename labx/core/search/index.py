"""Keep what search knows in step with the records, in the transaction that changes them."""

import itertools
import json
import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Model

from labx.core.search.declare import Search, search_of, searches
from labx.core.search.models import SearchDocument

AT_ONCE = 500
LONGEST_TEXT = 100_000  # PostgreSQL ends a vector at 1 MB; nobody searches by a word that far into a text
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

VECTOR = "setweight(to_tsvector('portuguese', {0}), 'A') || setweight(to_tsvector('portuguese', {1}), 'B')"
PLAIN, BARE = VECTOR.format("title", "text"), VECTOR.format("bare_title", "bare_text")
WRITE_VECTORS = f"""
    UPDATE search_searchdocument
    SET (plain, bare, words) = ROW(
        {PLAIN}, {VECTOR.format("unaccent(title)", "unaccent(text)")}, lower(unaccent(title || ' ' || text))
    )
    WHERE id = %s
"""  # noqa: S608 - nothing from outside
WRITE_MANY = f"""
    INSERT INTO search_searchdocument
        (kind, record_id, title, text, url, project_id, owner_id, is_public, public_from, plain, bare, words)
    SELECT kind, record_id, title, text, url, project_id, owner_id, is_public, public_from, plain,
        CASE WHEN is_bare THEN plain ELSE {BARE} END, lower(bare_title || ' ' || bare_text)
    FROM (
        SELECT *, {PLAIN} AS plain, title = bare_title AND text = bare_text AS is_bare
        FROM (
            SELECT *, unaccent(title) AS bare_title, unaccent(text) AS bare_text
            FROM json_to_recordset(%s) AS given(
                kind text, record_id uuid, title text, text text, url text, project_id uuid, owner_id uuid,
                is_public boolean, public_from timestamptz
            )
            OFFSET 0  -- so that each is worked out once
        ) AS without_accents
        OFFSET 0
    ) AS with_vector
"""  # noqa: S608 - nothing from outside


def refresh(record: Model) -> None:
    """Make search know the record as it is now, or forget it when it is no longer to be found."""
    search = search_of(record)
    current = search.records().filter(pk=record.pk).first()
    if current is None:
        SearchDocument.objects.filter(kind=search.kind, record_id=record.pk).delete()
    else:
        write(search, current)


def know_many(records: Sequence[Model]) -> None:
    """The same for many records of one kind made just now, in one statement; all of them are to be found."""
    search = search_of(records[0])
    lookups = search.records()._prefetch_related_lookups
    rows = [
        {"kind": search.kind, "record_id": str(record.pk), **shown_new(search, record, lookups)} for record in records
    ]
    with connection.cursor() as cursor:
        cursor.execute(WRITE_MANY, [json.dumps(rows, cls=DjangoJSONEncoder)])


def forget_many(model: type[Model], ids: Sequence[UUID]) -> None:
    SearchDocument.objects.filter(kind=search_of(model()).kind, record_id__in=ids).delete()


def write(search: Search, record: Model) -> None:
    document, _made = SearchDocument.objects.update_or_create(
        kind=search.kind, record_id=record.pk, defaults=shown(search, record)
    )
    with connection.cursor() as cursor:
        cursor.execute(WRITE_VECTORS, [document.pk])


def shown(search: Search, record: Model) -> dict[str, Any]:
    entry = search.entry(record)
    return {
        "title": clean(entry.title)[:500],
        "text": clean(entry.text)[:LONGEST_TEXT],
        "url": entry.url,
        "project_id": entry.project_id,
        "owner_id": entry.owner_id,
        "is_public": entry.is_public,
        "public_from": entry.public_from,
    }


def shown_new(search: Search, record: Model, lookups: Sequence[str]) -> dict[str, Any]:
    """As `shown`; what would point to the record cannot have been written yet, and is not asked for."""
    record._prefetched_objects_cache = dict.fromkeys(lookups, ())
    try:
        return shown(search, record)
    finally:
        del record._prefetched_objects_cache


def clean(text: str) -> str:
    """Without control characters: two of them mark the found words later."""
    return CONTROL.sub(" ", str(text))


def rebuild() -> int:
    """Everything anew, for a room that was switched on or a database that was brought back; returns how many.

    Some at a time, so that whoever changes a record meanwhile waits for few.
    """
    SearchDocument.objects.exclude(kind__in=list(searches())).delete()
    return sum(rebuild_kind(search) for search in searches().values())


def rebuild_kind(search: Search) -> int:
    found = search.records().prefetch_related(None).order_by()
    ids, count = found.values_list("pk", flat=True).iterator(chunk_size=AT_ONCE), 0
    while some := list(itertools.islice(ids, AT_ONCE)):
        count += learn_some(search, some)
    SearchDocument.objects.filter(kind=search.kind).exclude(record_id__in=found.values("pk")).delete()
    return count


@transaction.atomic
def learn_some(search: Search, ids: Sequence[UUID]) -> int:
    """Locked while they are read and written: what is taken from them then is forgotten after. One that somebody
    changes at this moment is left to them.
    """
    rows = search.records().model._base_manager.filter(pk__in=ids)
    free = list(rows.select_for_update(no_key=True, skip_locked=True).values_list("pk", flat=True))
    for record in search.records().filter(pk__in=free):
        write(search, record)
    return len(free)
