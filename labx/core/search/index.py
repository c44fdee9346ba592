"""Keep what search knows in step with the records, in the transaction that changes them."""

import re

from django.db import connection, transaction
from django.db.models import Model

from labx.core.search.declare import Search, search_of, searches
from labx.core.search.models import SearchDocument

LONGEST_TEXT = 100_000  # PostgreSQL ends a vector at 1 MB; nobody searches by a word that far into a text
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

WRITE_VECTORS = """
    UPDATE search_searchdocument SET
        plain = setweight(to_tsvector('portuguese', title), 'A') || setweight(to_tsvector('portuguese', text), 'B'),
        bare = setweight(to_tsvector('portuguese', unaccent(title)), 'A')
            || setweight(to_tsvector('portuguese', unaccent(text)), 'B'),
        words = lower(unaccent(title || ' ' || text))
    WHERE id = %s
"""


def refresh(record: Model) -> None:
    """Make search know the record as it is now, or forget it when it is no longer to be found."""
    search = search_of(record)
    current = search.records().filter(pk=record.pk).first()
    if current is None:
        SearchDocument.objects.filter(kind=search.kind, record_id=record.pk).delete()
    else:
        write(search, current)


def write(search: Search, record: Model) -> None:
    entry = search.entry(record)
    document, _made = SearchDocument.objects.update_or_create(
        kind=search.kind,
        record_id=record.pk,
        defaults={
            "title": clean(entry.title)[:500],
            "text": clean(entry.text)[:LONGEST_TEXT],
            "url": entry.url,
            "project_id": entry.project_id,
            "owner_id": entry.owner_id,
            "is_public": entry.is_public,
        },
    )
    with connection.cursor() as cursor:
        cursor.execute(WRITE_VECTORS, [document.pk])


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
