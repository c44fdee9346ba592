"""The rows of a package: every unit without identity, written so that the same numbers come back."""

import math
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _

from labx.core.tables.formats import TableFormat
from labx.core.tables.reader import preview, read
from labx.core.tables.schema import Column, TableRefused
from labx.core.tables.writer import INTERNATIONAL, write_csv
from labx.trials.analysis.table import Table
from labx.trials.designs.columns import DataColumn
from labx.trials.designs.registry import columns_of
from labx.trials.plan.shape import Plan

NUMBER, ARM, TRIED = "person", "arm", "tried"
FORM = TableFormat("csv", "utf-8", ",", ".")


class BadRows(ValueError):
    """The rows are not those of the plan; the message says what is wrong."""


def csv_of(plan: Plan, table: Table) -> bytes:
    """Rows in the order in which sums are made; digits enough to give the same doubles back."""
    ordered = table.sorted()
    words, numbers = sorted(ordered.codes), sorted(ordered.numbers)
    arms = [ARM] if plan.arms else []
    columns = [(name, name) for name in (NUMBER, *arms, *words, *numbers)]

    def rows() -> Iterator[dict[str, Any]]:
        for place in range(len(ordered)):
            values = {name: float(ordered.numbers[name][place]) for name in numbers}
            known = {name: None if math.isnan(value) else value for name, value in values.items()}
            codes = {name: str(ordered.codes[name][place]) for name in words}
            arm = {ARM: plan.arms[ordered.arms[place]].code} if plan.arms else {}
            yield {NUMBER: place + 1, **arm, **codes, **known}

    return b"".join(write_csv(columns, rows(), dialect=INTERNATIONAL))


def table_of(plan: Plan, content: bytes) -> Table:
    """Units as `csv_of` wrote them, or as the first packages did: with a column that is 1 in the tried arm."""
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(content)
        file.flush()
        try:
            return read_rows(plan, Path(file.name))
        except TableRefused as error:
            raise BadRows(str(error)) from error


def read_rows(plan: Plan, path: Path) -> Table:
    headers, columns = set(preview(path, FORM, rows=1).headers), columns_of(plan)
    arm = TRIED if TRIED in headers else ARM
    wanted = {column.name for column in columns} | ({arm} if plan.arms else set())
    if missing := wanted - headers:
        raise BadRows(_("It lacks the columns: %(columns)s.") % {"columns": ", ".join(sorted(missing))})
    schema = [Column(arm, arm, "text")] if plan.arms else []
    schema += [
        Column(one.name, one.name, "text" if one.kind == "code" else "number", required=False) for one in columns
    ]
    found: dict[str, list[pa.Array]] = {column.key: [] for column in schema}
    rows = 0
    for batch in read(path, FORM, schema):
        if batch.problems:
            raise BadRows(str(batch.problems[0]))
        rows += len(batch)
        for name, parts in found.items():
            parts.append(batch.columns.column(name))
    return joined(plan, columns, arm, found, rows)


def joined(plan: Plan, columns: tuple[DataColumn, ...], arm: str, found: dict[str, list[pa.Array]], rows: int) -> Table:
    texts = {one.name for one in columns if one.kind == "code"}
    numbers = {one.name: numbers_from(found[one.name]) for one in columns if one.name not in texts}
    codes = {name: np.array(whole(found[name]).fill_null("").to_pylist(), dtype=np.str_) for name in texts}
    arms = arms_from(plan, arm, whole(found[arm])) if plan.arms else np.zeros(rows, dtype=np.int64)
    return Table(arms, numbers, codes)


def whole(parts: list[pa.Array]) -> Any:
    return pa.chunked_array(parts, pa.string())


def numbers_from(parts: list[pa.Array]) -> Any:
    return np.asarray(pa.chunked_array(parts, pa.float64()).to_numpy(), dtype=np.float64)


def arms_from(plan: Plan, header: str, texts: Any) -> Any:
    known = ["0", "1"] if header == TRIED else [arm.code for arm in plan.arms]
    places = pc.index_in(texts, pa.array(known, pa.string()))
    if places.null_count:
        raise BadRows(_("Its column “%(column)s” holds a group that the plan does not know.") % {"column": header})
    return places.to_numpy().astype(np.int64)
