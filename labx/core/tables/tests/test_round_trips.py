"""What we write we read back; what nobody wrote breaks nothing."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labx.core.tables.reader import preview, read, sniff
from labx.core.tables.schema import Column, TableRefused
from labx.core.tables.tests.reading import BOTH, NAME, PAY, rows_and_problems
from labx.core.tables.writer import INTERNATIONAL, PORTUGUESE, write_csv, write_xlsx


@pytest.mark.parametrize("dialect", [PORTUGUESE, INTERNATIONAL])
@given(numbers=st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=20))
@settings(max_examples=40)
def test_what_we_write_as_csv_we_read_back_exactly(tmp_path_factory, dialect, numbers):
    path = tmp_path_factory.mktemp("t") / "a.csv"
    rows = [{"n": "é", "v": number} for number in numbers]
    path.write_bytes(b"".join(write_csv([("n", "nome"), ("v", "salário")], rows, dialect=dialect)))
    form = replace(sniff(path), decimal=dialect.decimal)
    read_rows, problems = rows_and_problems(path, BOTH, form)
    assert problems == []
    assert [pay for _name, pay in read_rows] == numbers


@given(st.binary(max_size=400))
@settings(max_examples=200)
def test_no_bytes_break_the_reader(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("fuzz") / "a.csv"
    path.write_bytes(content)
    try:
        form = sniff(path)
        headers = preview(path, form).headers
        list(read(path, form, [Column("a", headers[0], "number"), Column("b", headers[-1], "date")]))
    except TableRefused:
        pass


@given(
    st.lists(
        st.tuples(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1), st.integers(-999, 999)),
        min_size=1,
    )
)
@settings(max_examples=15)
def test_what_we_write_as_xlsx_we_read_back(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("t") / "a.xlsx"
    written = [{"n": name, "v": number} for name, number in rows]
    path.write_bytes(b"".join(write_xlsx([("n", "nome"), ("v", "salário")], written)))
    read_rows, _problems = rows_and_problems(path, [replace(NAME, required=False), PAY])
    for (name, number), (found, pay) in zip(rows, read_rows, strict=True):
        assert pay == number
        assert found in (name.strip() or None, None)
