"""The list as a file: every row that matches, in the order and the columns shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language

from labx.core.files.sending import send_made
from labx.core.pages.listing.declaration import Table
from labx.core.tables.writer import EXPORT_FORMATS, dialect_for


def exported_rows(table: Table, rows: Any) -> Iterator[dict[str, Any]]:
    source: Iterable[Any] = rows.iterator(chunk_size=2000) if isinstance(rows, QuerySet) else rows
    for row in source:
        yield {column.key: column.export_of(row) for column in table.columns}


def download(request: HttpRequest, table: Table, rows: Any, format_name: str) -> HttpResponseBase:
    form = EXPORT_FORMATS[format_name]
    columns = [(column.key, str(column.label)) for column in table.columns]
    options = {"dialect": dialect_for(get_language())} if format_name == "csv" else {}
    made = form.write(columns, exported_rows(table, rows), **options)
    name = f"{table.name}-{timezone.localdate().isoformat()}.{form.extension}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return send_made(request, made, content_type=form.media_type, headers=headers)
