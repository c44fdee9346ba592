"""Spreadsheets and Parquet files: typed cells, and the ways they go wrong."""

import datetime
import io
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from labx.core.tables.reader import preview, read, sniff
from labx.core.tables.schema import Column, ReadLimits, TableRefused
from labx.core.tables.workbook import WORKBOOK_LIMITS

DAY = datetime.date(2026, 12, 31)
MIDNIGHT = datetime.datetime.fromisoformat("2026-12-31")
NINE = datetime.datetime.fromisoformat("2026-12-31T09:00")


def workbook(tmp_path, *sheets, name="dados.xlsx"):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / name)
    return tmp_path / name


def parquet(tmp_path, **columns):
    pq.write_table(pa.table(columns), tmp_path / "dados.parquet")
    return tmp_path / "dados.parquet"


def read_column(path, kind, header="v", required=False):
    batches = list(read(path, sniff(path), [Column("v", header, kind, required)]))
    return (
        [value for batch in batches for value in batch.columns.column("v").to_pylist()],
        [(problem.row, problem.code) for batch in batches for problem in batch.problems],
    )


@pytest.mark.parametrize(
    "kind, cells, values",
    [
        ("number", [1794.34, -5, "6", None], [1794.34, -5.0, 6.0, None]),
        ("integer", [3, 4.0], [3, 4]),
        ("date", [DAY, datetime.datetime.combine(DAY, datetime.time.min)], [DAY, DAY]),
        ("boolean", [True, "não"], [True, False]),
        ("text", ["Évora", 12, True], ["Évora", "12", "true"]),
    ],
)
def test_a_spreadsheet_is_read_by_type(tmp_path, kind, cells, values):
    path = workbook(tmp_path, ("Dados", [["u", "v"], *[["x", cell] for cell in cells]]))
    assert read_column(path, kind) == (values, [])


@pytest.mark.parametrize(
    "kind, cell, code",
    [
        ("number", "=1+1", "formula"),
        ("text", "=A1", "formula"),
        ("number", "#DIV/0!", "formula-error"),
        ("date", datetime.datetime.combine(DAY, datetime.time(10, 30)), "time-of-day"),
        ("date", 46387, "not-a-date"),
        ("number", "doze", "not-a-number"),
    ],
)
def test_a_bad_spreadsheet_cell_has_its_row(tmp_path, kind, cell, code):
    path = workbook(tmp_path, ("Dados", [["u", "v"], ["x", None], ["y", cell]]))
    assert read_column(path, kind) == ([None, None], [(3, code)])


def test_empty_rows_are_passed_over_and_keep_the_numbering(tmp_path):
    path = workbook(tmp_path, ("Dados", [[], ["u", "v"], [], ["x", 1], [None, None], ["y", "z"]]))
    assert read_column(path, "number") == ([1.0, None], [(6, "not-a-number")])


def test_the_sheet_can_be_chosen_and_a_wrong_one_is_told(tmp_path):
    path = workbook(tmp_path, ("Capa", [["Título"]]), ("Dados", [["v"], [1]]))
    found = sniff(path)
    assert (found.sheet, found.sheets) == ("Capa", ("Capa", "Dados"))
    assert preview(path, replace(found, sheet="Dados")).rows == (("1",),)
    with pytest.raises(TableRefused, match="Choose one of: Capa, Dados"):
        preview(path, replace(found, sheet="Outra"))


def test_a_workbook_with_nothing_in_it_is_refused(tmp_path):
    with pytest.raises(TableRefused, match="No row with column names"):
        sniff(workbook(tmp_path, ("Dados", [])))


def test_a_bomb_inside_a_workbook_is_not_unpacked(tmp_path):
    path = workbook(tmp_path, ("Dados", [["v"], [1]]))
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/bomb", "w", force_zip64=True) as entry,
    ):
        for _ in range(20):
            entry.write(bytes(1024**2))
    with pytest.raises(TableRefused, match=f"more than {WORKBOOK_LIMITS.ratio} times"):
        sniff(path)


def damaged_workbook(tmp_path, member, content):
    source = io.BytesIO(workbook(tmp_path, ("Dados", [["v"], [1]])).read_bytes())
    path = tmp_path / "hurt.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, content if name == member else old.read(name))
    return path


@pytest.mark.parametrize(
    "content",
    [
        b"<broken",
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;</worksheet>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><worksheet>&a;</worksheet>',
    ],
)
@pytest.mark.parametrize("member", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_broken_or_hostile_xml_is_refused(tmp_path, member, content):
    with pytest.raises(TableRefused) as caught:
        sniff(damaged_workbook(tmp_path, member, content))
    assert caught.value.code in {"damaged", "empty"}


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("readme.txt", "nothing")
    with pytest.raises(TableRefused, match="damaged"):
        sniff(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    "kind, array, values, problems",
    [
        ("number", pa.array([1.5, None, float("nan"), float("inf")]), [1.5, None, None, None], ["nan", "infinite"]),
        ("number", pa.array([1, 2], pa.int16()), [1.0, 2.0], []),
        ("number", pa.array([Decimal("1.50")]), [1.5], []),
        ("number", pa.array(["1.5", "x"]), [1.5, None], ["not-a-number"]),
        ("integer", pa.array([3.0, 2.5, 1e17]), [3, None, None], ["not-whole", "not-whole"]),
        ("boolean", pa.array([True, None]), [True, None], []),
        ("date", pa.array([DAY]), [DAY], []),
        (
            "date",
            pa.array([MIDNIGHT, NINE]),
            [DAY, None],
            ["time-of-day"],
        ),
        ("text", pa.array(["a", "=b", None]), ["a", None, None], ["formula"]),
        ("text", pa.array(["a", "b", "a"]).dictionary_encode(), ["a", "b", "a"], []),
        ("text", pa.array([1, 2]), ["1", "2"], []),
        ("number", pa.nulls(2), [None, None], []),
    ],
)
def test_a_parquet_column_is_read_by_type(tmp_path, kind, array, values, problems):
    found, faults = read_column(parquet(tmp_path, v=array), kind)
    assert found == values
    assert [code for _row, code in faults] == problems


@pytest.mark.parametrize(
    "kind, array",
    [
        ("date", pa.array([1.5])),
        ("number", pa.array([True])),
        ("boolean", pa.array([1])),
        ("integer", pa.array([[1]])),
        ("text", pa.array([{"a": 1}])),
        ("integer", pa.array([2**63], pa.uint64())),
    ],
)
def test_a_parquet_column_of_another_type_is_refused_by_name(tmp_path, kind, array):
    with pytest.raises(TableRefused, match="Column “v” holds") as caught:
        read_column(parquet(tmp_path, v=array), kind)
    assert caught.value.code == "wrong-type"


def test_parquet_has_missing_columns_row_numbers_and_limits_too(tmp_path):
    path = parquet(tmp_path, v=[1.0, None, 3.0])
    assert preview(path, sniff(path), rows=2).rows == (("1.0",), ("",))
    assert read_column(path, "number", required=True) == ([1.0, None, 3.0], [(3, "missing")])
    with pytest.raises(TableRefused, match="no column “w”"):
        read_column(path, "number", header="w")
    with pytest.raises(TableRefused, match="3 rows; the limit is 2"):
        read(path, sniff(path), [Column("v", "v", "number")], limits=ReadLimits(rows=2))
