"""Tables as people hand them in: read exactly, or answered with the place and the cure."""

import datetime
from dataclasses import replace

import pytest
from django.utils import translation

from labx.core.tables.reader import preview, read, sniff
from labx.core.tables.schema import Column, ReadLimits, TableRefused
from labx.core.tables.tests.reading import BOTH, NAME, rows_and_problems, table


def only_problem(tmp_path, kind, cell):
    path = table(tmp_path, f'nome;valor;certo\na;"{cell}";0,5\n')
    rows, problems = rows_and_problems(path, [Column("value", "valor", kind)], replace(sniff(path), decimal=","))
    assert rows == [(None,)]
    (problem,) = problems
    assert (problem.row, problem.column) == (2, "valor")
    assert problem.message
    assert problem.cure
    return problem


def refusal(path, schema=BOTH, **arguments):
    with pytest.raises(TableRefused) as caught:
        rows_and_problems(path, schema, **arguments)
    assert caught.value.message
    assert caught.value.cure
    return caught.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
@pytest.mark.parametrize("separator, decimal", [(";", ","), (",", "."), ("\t", ","), ("|", ".")])
def test_every_common_way_to_save_the_same_table(tmp_path, encoding, separator, decimal):
    lines = [["nome", "salário"], ["João Conceição", f"1794{decimal}34"], ["Zoé", f"-0{decimal}5"]]
    path = table(tmp_path, "\r\n".join(separator.join(line) for line in lines), encoding)
    found = sniff(path)
    assert (found.delimiter, found.decimal) == (separator, decimal)
    assert rows_and_problems(path, BOTH) == ([("João Conceição", 1794.34), ("Zoé", -0.5)], [])


@pytest.mark.parametrize("encoding", ["mac-roman", "cp850"])
def test_older_alphabets_are_recognised_by_their_portuguese_letters(tmp_path, encoding):
    path = table(tmp_path, "nome;salário\nJoão Conceição;1\nÉvora à noite;2\n", encoding)
    found = sniff(path)
    assert found.encoding == encoding
    assert any("accents look wrong" in doubt for doubt in found.doubts)
    assert rows_and_problems(path, BOTH)[0][0] == ("João Conceição", 1.0)


@pytest.mark.parametrize(
    "cell, decimal, value",
    [
        ("1.794,34", ",", 1794.34),
        ("10.000", ",", 10_000.0),
        ("10.000", ".", 10.0),
        ("1 794,34", ",", 1794.34),
        ("1\u202f794\u00a0000,5", ",", 1_794_000.5),
        ("1'794.34", ".", 1794.34),
        ("+5", ",", 5.0),
        ("-1,5e3", ",", -1500.0),
        (" 7 ", ",", 7.0),
    ],
)
def test_numbers_as_people_write_them(tmp_path, cell, decimal, value):
    path = table(tmp_path, f"nome;salário\na;{cell}\n")
    form = replace(sniff(path), decimal=decimal)
    assert rows_and_problems(path, BOTH, form) == ([("a", value)], [])


@pytest.mark.parametrize(
    "kind, cell, code",
    [
        ("number", "0.5", "decimal-mark"),
        ("number", "NaN", "nan"),
        ("number", "-inf", "infinite"),
        ("number", "∞", "infinite"),
        ("number", "1e999", "infinite"),
        ("number", "#DIV/0!", "formula-error"),
        ("number", "12 €", "not-a-number"),
        ("number", "1.23.4", "not-a-number"),
        ("number", "=A1+B1", "formula"),
        ("number", "", "missing"),
        ("number", "NA", "missing"),
        ("integer", "3,5", "not-whole"),
        ("integer", "1234567890123456789", "not-whole"),
        ("integer", "três", "not-a-number"),
        ("text", "=1+1", "formula"),
        ("text", "@SUM(A1)", "formula"),
        ("text", "   ", "missing"),
        ("boolean", "talvez", "not-yes-or-no"),
        ("date", "31/13/2026", "no-such-date"),
        ("date", "12/31/2026", "month-day-order"),
        ("date", "31/02/2026", "no-such-date"),
        ("date", "31/12/26", "short-year"),
        ("date", "2026-12-31 10:30", "time-of-day"),
        ("date", "ontem", "not-a-date"),
    ],
)
def test_each_cell_that_cannot_be_read_gets_its_place_and_cure(tmp_path, kind, cell, code):
    problem = only_problem(tmp_path, kind, cell)
    assert problem.code == code
    assert problem.value == ("" if code == "missing" else cell)


@pytest.mark.parametrize(
    "kind, cells, values",
    [
        ("integer", ["3", "3,0", "1.000", ""], [3, 3, 1000, None]),
        ("boolean", ["sim", "Não", "1", "FALSE"], [True, False, True, False]),
        ("date", ["31/12/2026", "1-2-2026", "29.02.2024"], [(2026, 12, 31), (2026, 2, 1), (2024, 2, 29)]),
        ("date", ["2026-12-31", "2026-01-02T00:00:00"], [(2026, 12, 31), (2026, 1, 2)]),
        ("text", ["-5", "+351 912 345 678", "a=b"], ["-5", "+351 912 345 678", "a=b"]),
    ],
)
def test_each_kind_reads_its_usual_spellings(tmp_path, kind, cells, values):
    path = table(tmp_path, "nome;valor\n" + "".join(f"a;{cell}\n" for cell in cells))
    form = replace(sniff(path), decimal=",")
    rows, problems = rows_and_problems(path, [Column("value", "valor", kind, required=False)], form)
    assert problems == []
    assert [value for (value,) in rows] == [datetime.date(*v) if isinstance(v, tuple) else v for v in values]


def test_dates_with_the_month_first_are_read_when_the_format_says_so(tmp_path):
    path = table(tmp_path, "nome;valor\na;12/31/2026\n")
    form = replace(sniff(path), month_first=True)
    rows, _problems = rows_and_problems(path, [Column("value", "valor", "date")], form)
    assert rows == [(datetime.date(2026, 12, 31),)]


def test_mixed_dates_are_told_even_when_the_first_form_was_batches_ago(tmp_path):
    path = table(tmp_path, "nome;valor\n" + "a;31/12/2026\n" * 5 + "a;2026-12-31\n")
    schema = [Column("value", "valor", "date")]
    _rows, (problem,) = rows_and_problems(path, schema, limits=ReadLimits(batch_rows=2))
    assert (problem.row, problem.code) == (7, "mixed-dates")
    assert "one form" in problem.cure


def test_a_file_that_could_be_read_two_ways_says_so(tmp_path):
    path = table(tmp_path, "nome;salário\na;1.234\nb;5.678\n")
    assert sniff(path).decimal == ","
    assert any("two ways" in doubt for doubt in sniff(path).doubts)


def test_rows_of_another_length_are_told_and_the_rest_is_read(tmp_path):
    path = table(tmp_path, "nome;salário\na;1\nb\nc;3;4\n\nd;5;\n")
    rows, problems = rows_and_problems(path, BOTH)
    assert rows == [("a", 1.0), ("b", None), ("c", 3.0), ("d", 5.0)]
    assert [(problem.row, problem.code) for problem in problems] == [(3, "ragged"), (3, "missing"), (4, "ragged")]


def test_faulty_rows_are_marked_with_their_numbers(tmp_path):
    path = table(tmp_path, "nome;salário\na;1\nb;x\nc;3\n")
    (batch,) = read(path, sniff(path), BOTH)
    assert len(batch) == 3
    assert batch.row_numbers.tolist() == [2, 3, 4]
    assert batch.faulty.tolist() == [False, True, False]


def test_two_hundred_wrong_cells_are_counted_and_only_some_written_out(tmp_path):
    path = table(tmp_path, "nome;salário\n" + "a;x\n" * 200)
    batches = list(read(path, sniff(path), BOTH, limits=ReadLimits(listed=10, batch_rows=30)))
    assert sum(len(batch.problems) for batch in batches) == 10
    assert sum(batch.unlisted for batch in batches) == 190
    assert all(batch.faulty.all() for batch in batches)


def test_a_quoted_line_break_stays_in_its_cell_and_a_row_is_a_row(tmp_path):
    path = table(tmp_path, 'nome;salário\n"a\nb ""c""; d";1\ne;x\n')
    rows, (problem,) = rows_and_problems(path, BOTH)
    assert rows[0] == ('a\nb "c"; d', 1.0)
    assert problem.row == 3


def test_a_missing_column_names_what_there_is_and_the_nearest(tmp_path):
    path = table(tmp_path, "nome;salario\na;1\n")
    with pytest.raises(TableRefused, match="Did you mean “salario”") as caught:
        read(path, sniff(path), BOTH)
    assert caught.value.code == "missing-column"
    assert "nome, salario" in caught.value.message


@pytest.mark.parametrize(
    "content, code",
    [
        (b"", "empty"),
        (b"  \n \n", "empty"),
        (b" ; \n ; \n", "empty"),
        (b"nome;sal\xc3\xa1rio\n", "no-rows"),
        ("nome;salário;nome\na;1;b\n".encode(), "duplicate-headers"),
        (b"nome;sal\xc3\xa1rio\na\0b;1\n", "nul-bytes"),
        (b'nome;sal\xc3\xa1rio\n"a;1\nb;2\n', "quotes"),
        (b'nome;sal\xc3\xa1rio\n"a"b;1\n', "quotes"),
        (b"\xff\xfen\0o\0m\0e\0\n", "encoding"),
        (b"%PDF-1.7", "foreign"),
        (b"<html><table>", "foreign"),
        (b"\xd0\xcf\x11\xe0rest", "foreign"),
        (b"\x1f\x8brest", "foreign"),
        (b"PAR1 but no parquet", "damaged"),
        (b"PK but no workbook", "damaged"),
    ],
)
def test_a_file_that_cannot_be_read_at_all_says_why(tmp_path, content, code):
    assert refusal(table(tmp_path, content)) == code


@pytest.mark.parametrize("name", ["dados.xlsx", "dados.parquet"])
def test_a_name_that_promises_another_kind_is_refused(tmp_path, name):
    assert refusal(table(tmp_path, "nome;salário\na;1\n", name=name)) == "not-what-it-says"
    with pytest.raises(TableRefused, match=r"ends in \.xlsx"):
        sniff(table(tmp_path, "a;b\n"), name="Folha.XLSX")


@pytest.mark.parametrize(
    "limits", [ReadLimits(size_bytes=10), ReadLimits(rows=1), ReadLimits(columns=1)], ids=["bytes", "rows", "columns"]
)
def test_each_limit_is_named(tmp_path, limits):
    path = table(tmp_path, "nome;salário\na;1\nb;2\n")
    with pytest.raises(TableRefused, match="the limit is") as caught:
        rows_and_problems(path, BOTH, limits=limits)
    assert caught.value.code == "too-large"


def test_an_encoding_chosen_wrongly_is_told_with_its_row(tmp_path):
    path = table(tmp_path, "nome;valor\nJoão;1\n", "cp1252")
    assert refusal(path, [NAME], form=replace(sniff(path), encoding="utf-8")) == "encoding"


def test_the_separator_that_excel_announces_is_believed(tmp_path):
    path = table(tmp_path, "sep=,\r\nnome,salário\r\na,1.5\r\n")
    assert (sniff(path).delimiter, sniff(path).header_row) == (",", 2)
    assert rows_and_problems(path, BOTH)[0] == [("a", 1.5)]


def test_rows_above_the_header_are_left_out_when_the_format_says_so(tmp_path):
    path = table(tmp_path, "Fonte: registos\n\nnome;salário\na;1\nb;x\n")
    rows, (problem,) = rows_and_problems(path, BOTH, replace(sniff(path), delimiter=";", header_row=3))
    assert rows == [("a", 1.0), ("b", None)]
    assert problem.row == 5


def test_columns_without_a_name_are_shown_and_cannot_be_chosen(tmp_path):
    path = table(tmp_path, "nome;;salário;\na;nota;1;\n")
    assert preview(path, sniff(path)).headers == ("nome", "", "salário")
    assert rows_and_problems(path, BOTH) == ([("a", 1.0)], [])
    assert refusal(path, [Column("x", "", "text")]) == "missing-column"


def test_the_preview_shows_cells_as_they_are_and_likely_kinds(tmp_path):
    path = table(tmp_path, "a;b;c;d;e;f\n1;1,5;31/12/2026;sim;x;\n2;2;30/12/2026;não;y;\n")
    shown = preview(path, sniff(path), rows=1)
    assert shown.rows == (("1", "1,5", "31/12/2026", "sim", "x", ""),)
    assert preview(path, sniff(path)).kinds == ("integer", "number", "date", "boolean", "text", "text")


def test_problems_speak_portuguese(tmp_path):
    path = table(tmp_path, "nome;salário\na;x\n")
    with translation.override("pt"):
        _rows, (problem,) = rows_and_problems(path, BOTH)
        assert str(problem).startswith("Linha 2, coluna “salário” (“x”): Isto não é um número.")
