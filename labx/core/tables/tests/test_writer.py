"""What leaves in a table: exact, and harmless in a spreadsheet."""

import csv
import datetime
import io
import json
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.core.tables import writer
from labx.core.tables.cells import UnwritableCell, could_run

COLUMNS = (("name", "Nome"), ("value", "Valor"))


def csv_cells(rows, dialect=writer.PORTUGUESE, columns=COLUMNS):
    text = b"".join(writer.write_csv(columns, rows, dialect=dialect)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter))


def xlsx_sheet(rows, columns=COLUMNS):
    return openpyxl.load_workbook(io.BytesIO(b"".join(writer.write_xlsx(columns, rows)))).active


def test_the_portuguese_dialect_has_a_byte_order_mark_semicolons_and_a_decimal_comma():
    written = b"".join(writer.write_csv(COLUMNS, [{"name": "Évora", "value": -1794.34}]))
    assert written == "\ufeffNome;Valor\r\nÉvora;-1794,34\r\n".encode()


def test_the_international_dialect_has_commas_and_a_decimal_point():
    written = b"".join(writer.write_csv(COLUMNS, [{"name": "Évora", "value": -1794.34}], dialect=writer.INTERNATIONAL))
    assert written == "Nome,Valor\r\nÉvora,-1794.34\r\n".encode()


@pytest.mark.parametrize("language, dialect", [("pt", writer.PORTUGUESE), ("pt-PT", writer.PORTUGUESE)])
def test_portuguese_readers_get_the_portuguese_dialect(language, dialect):
    assert writer.dialect_for(language) is dialect
    assert writer.dialect_for("en") is writer.INTERNATIONAL
    assert writer.dialect_for(None) is writer.INTERNATIONAL


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+351 912", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1+1", "-", "-1-1"],
)
def test_a_text_that_would_run_gets_an_apostrophe_in_csv_and_stays_a_text_in_xlsx(text):
    assert csv_cells([{"name": text}])[1][0] == "'" + text
    cell = xlsx_sheet([{"name": text}])["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix


@pytest.mark.parametrize("text", ["-5", "-5,25", "-5.25", "-1e-05", "a=b", "1-1", ""])
def test_negative_numbers_and_ordinary_texts_are_left_alone(text):
    assert csv_cells([{"name": text}])[1][0] == text


def test_labels_are_neutralised_like_cells():
    assert csv_cells([], columns=(("a", "=A1"),))[0] == ["'=A1"]


@given(st.text())
def test_no_text_of_any_kind_can_run(text):
    assert not could_run(csv_cells([{"name": text}])[1][0])


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=5))
def test_numbers_come_back_exactly(numbers):
    rows = [{"name": "x", "value": number} for number in numbers]
    assert [float(row[1].replace(",", ".")) for row in csv_cells(rows)[1:]] == numbers
    assert [row["value"] for row in json.loads(b"".join(writer.write_json(COLUMNS, rows)))] == numbers


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
@pytest.mark.parametrize("write", [writer.write_csv, writer.write_json, writer.write_xlsx])
def test_no_answer_is_never_exported_as_a_number(write, value):
    with pytest.raises(UnwritableCell, match="column “value”"):
        b"".join(write(COLUMNS, [{"value": value}]))


def test_each_kind_of_value_in_csv():
    moment = datetime.datetime(2026, 12, 31, 10, 30, tzinfo=datetime.UTC)
    values = [None, True, False, 10**30, Decimal("0.10"), datetime.date(2026, 12, 31), moment, ["a", 1], "a\x00b"]
    shown = [row[1] for row in csv_cells([{"value": value} for value in values])[1:]]
    assert shown == [
        "",
        "true",
        "false",
        str(10**30),
        "0,10",
        "2026-12-31",
        "2026-12-31T10:30:00+00:00",
        '["a", 1]',
        "a\ufffdb",
    ]


def test_each_kind_of_value_in_json():
    values = [None, True, 3, 0.5, Decimal("0.5"), Decimal("0.1000000000000000055511151231257827"), "=1", {"a": [1]}]
    rows = [{"value": value} for value in [*values, datetime.date(2026, 1, 2)]]
    shown = [row["value"] for row in json.loads(b"".join(writer.write_json(COLUMNS, rows)))]
    assert shown == [None, True, 3, 0.5, 0.5, "0.1000000000000000055511151231257827", "=1", {"a": [1]}, "2026-01-02"]
    assert json.loads(b"".join(writer.write_json(COLUMNS, []))) == []


def test_a_spreadsheet_keeps_types_and_does_not_round_long_numbers():
    values = [-3.5, True, datetime.date(2026, 1, 2), 12345678901234567890, "#N/A", "a\x00b"]
    sheet = xlsx_sheet([{"value": value} for value in values])
    assert [sheet.cell(row, 2).value for row in range(2, 8)] == [
        -3.5,
        True,
        datetime.datetime.fromisoformat("2026-01-02"),
        "12345678901234567890",
        "#N/A",
        "a\ufffdb",
    ]
    assert sheet["B6"].data_type == "s"


def test_what_a_spreadsheet_cannot_hold_is_said(monkeypatch):
    with pytest.raises(writer.TableTooLarge, match="16384 columns"):
        list(writer.write_xlsx([(str(n), str(n)) for n in range(16_385)], []))
    with pytest.raises(writer.TableTooLarge, match="32767 characters"):
        list(writer.write_xlsx(COLUMNS, [{"name": "a" * 32_768}]))
    monkeypatch.setattr(writer, "XLSX_ROWS", 3)
    with pytest.raises(writer.TableTooLarge, match="3 rows"):
        list(writer.write_xlsx(COLUMNS, [{"name": "a"}] * 3))


def test_a_long_table_is_written_in_pieces():
    rows = ({"name": "a" * 100, "value": number} for number in range(2_000))
    pieces = list(writer.write_csv(COLUMNS, rows))
    assert len(pieces) > 2
    assert b"".join(pieces).count(b"\r\n") == 2_001


def test_sheet_titles_lose_what_spreadsheets_refuse():
    book = openpyxl.load_workbook(io.BytesIO(b"".join(writer.write_xlsx(COLUMNS, [], title="a/b:[c]" + "x" * 40))))
    assert book.sheetnames == ["a b  c " + "x" * 24]


def test_a_spreadsheet_shows_moments_in_the_time_of_the_place():
    noon = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)
    shown = xlsx_sheet([{"value": noon}])["B2"].value
    assert shown.isoformat() == "2026-07-01T13:00:00"
