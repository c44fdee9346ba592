"""Keep what search knows in step with the records, in the transaction that changes them."""

import re
from collections.abc import Sequence
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model

from labx.core.search.declare import Search, search_of, searches
from labx.core.search.models import SearchDocument

LONGEST_TEXT = 100_000  # PostgreSQL ends a vector at 1 MB; nobody searches by a word that far into a text
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

SHOWN = ("title", "text", "url", "project_id", "owner_id", "is_public")
WRITE_VECTORS = """
    UPDATE search_searchdocument SET
        plain = setweight(to_tsvector('portuguese', title), 'A') || setweight(to_tsvector('portuguese', text), 'B'),
        bare = setweight(to_tsvector('portuguese', unaccent(title)), 'A')
            || setweight(to_tsvector('portuguese', unaccent(text)), 'B'),
        words = lower(unaccent(title || ' ' || text))
    WHERE id = ANY(%s)
"""


def refresh(record: Model) -> None:
    """Make search know the record as it is now, or forget it when it is no longer to be found."""
    search = search_of(record)
    current = search.records().filter(pk=record.pk).first()
    if current is None:
        SearchDocument.objects.filter(kind=search.kind, record_id=record.pk).delete()
    else:
        write(search, current)


def refresh_many(model: type[Model], ids: Sequence[UUID]) -> None:
    """The same for many records of one kind, in a few statements."""
    search = search_of(model())
    SearchDocument.objects.filter(kind=search.kind, record_id__in=ids).delete()
    found = search.records().filter(pk__in=ids)
    made = SearchDocument.objects.bulk_create(document(search, record) for record in found)
    write_vectors([one.pk for one in made])


def write(search: Search, record: Model) -> None:
    written = document(search, record)
    kept, _made = SearchDocument.objects.update_or_create(
        kind=written.kind,
        record_id=written.record_id,
        defaults={name: getattr(written, name) for name in SHOWN},
    )
    write_vectors([kept.pk])


def document(search: Search, record: Model) -> SearchDocument:
    entry = search.entry(record)
    return SearchDocument(
        kind=search.kind,
        record_id=record.pk,
        title=clean(entry.title)[:500],
        text=clean(entry.text)[:LONGEST_TEXT],
        url=entry.url,
        project_id=entry.project_id,
        owner_id=entry.owner_id,
        is_public=entry.is_public,
    )


def write_vectors(documents: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(WRITE_VECTORS, [documents])


def clean(text: str) -> str:
    """Without control characters: two of them mark the found words later."""
    return CONTROL.sub(" ", str(text))


@transaction.atomic
def rebuild() -> int:
    """Everything anew, for a room that was switched on or a database that was brought back."""
    SearchDocument.objects.all().delete()
    count = 0
    for search in searches().values():
        for record in search.records().iterator(chunk_size=500):
            write(search, record)
            count += 1
    return count
