"""Excel workbooks: every book comes back as it was, cells are real, and what cannot be read for sure is refused."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given, settings

from stratsell.book import Book
from stratsell.book.tables import TABLES
from stratsell.errors import BookError, BookWarning
from stratsell.io import read, write
from stratsell.io.files import xlsx
from tests.support.file_books import file_books

ROWS: dict[str, list[list[Any]]] = {
    "accounts": [["account_id", "name", "reorganized_on"], ["007", "=1+1", None]],
    "people": [["person_id", "account_id", "name", "in_role_since", "CRM ref"]],
    "influences": [["objective_id", "person_id", "roles", "support"]],
}


def make(path: Path, **more: list[list[Any]]) -> Path:
    """Write a workbook cell by cell, as a person might: text, numbers, dates, booleans and formulas."""
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "default_date_format": "d/m/yy"})
    for name, rows in {**ROWS, **more}.items():
        sheet = book.add_worksheet(name)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, tuple):
                    sheet.write_formula(row, column, cell[0], None, cell[1])
                else:
                    sheet.write(row, column, cell)
    book.close()
    return path


def faults(path: Path) -> list[str]:
    """What is wrong with the book in a file, a line each."""
    with pytest.raises(BookError) as caught:
        read(path)
    return [str(fault) for fault in caught.value.faults]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a test may write a workbook."""
    return tmp_path / "book.xlsx"


@pytest.mark.filterwarnings("ignore::stratsell.errors.BookWarning")
@settings(max_examples=12)
@given(file_books())
def test_every_book_comes_back(tables: dict[str, pd.DataFrame]) -> None:
    book = Book(tables)
    with TemporaryDirectory() as folder:
        path = Path(folder, "book.xlsx")
        write(book, path)
        assert read(path) == book


def test_the_same_book_gives_the_same_bytes(path: Path) -> None:
    book = read(make(path))
    write(book, path)
    first = path.read_bytes()
    write(book, path)
    assert path.read_bytes() == first


def test_cells_are_text_and_days_and_never_formulas_or_links(path: Path) -> None:
    tables = {
        "accounts": pd.DataFrame(
            {
                "account_id": ["007", "b"],
                "name": ["=1+1", "http://x.example"],
                "reorganized_on": ["2026-01-31", "1899-12-31"],
            }
        ),
        "people": pd.DataFrame({"person_id": [], "account_id": [], "name": []}),
        "influences": pd.DataFrame({"objective_id": [], "person_id": []}),
    }
    write(Book(tables), path)
    assert read(path) == Book(tables)
    sheet = openpyxl.load_workbook(path)["accounts"]
    assert [(cell.value, cell.data_type, cell.number_format) for cell in sheet[2]] == [
        ("007", "s", "@"),
        ("=1+1", "s", "@"),
        (None, "n", "General"),
        (None, "n", "General"),
        (dt.datetime(2026, 1, 31), "d", "yyyy-mm-dd"),
    ]
    assert sheet["E3"].value == "1899-12-31"
    assert sheet["B3"].hyperlink is None
    assert sheet.freeze_panes == "A2"
    assert openpyxl.load_workbook(path).sheetnames == list(TABLES)


def test_cells_read_as_what_they_show(path: Path) -> None:
    people = [
        ["person_id", "account_id", "name", "in_role_since", "CRM ref"],
        [1042, 7, True, dt.date(2026, 1, 31), 0.1],
        [1.5, ('="0"&"7"', "7"), ("=1+1", 2), "2026-02-28", dt.date(2026, 1, 31)],
        ["x", 7, dt.date(2026, 1, 31), None, 1e300],
    ]
    book = read(make(path, accounts=[["account_id", "name"], [7, "Acme"]], people=people))
    read_people = book.tables["people"]
    assert list(read_people["person_id"]) == ["1042", "1.5", "x"]
    assert list(read_people["account_id"]) == ["7", "7", "7"]
    assert list(read_people["name"]) == ["TRUE", "2", "2026-01-31"]
    assert list(read_people["in_role_since"].dt.day.dropna()) == [31, 28]
    assert list(read_people["CRM ref"]) == ["0.1", "2026-01-31", "1e+300"]


def test_faults_name_the_row_that_the_sheet_shows(path: Path) -> None:
    people = [
        ["person_id", "account_id", "name", "in_role_since"],
        [],
        ["p", "007", "Ada", dt.datetime(2026, 1, 31, 12, 30)],
        ["", "", ""],
        ["q", "007", "", 46000],
    ]
    assert faults(make(path, people=people)) == [
        "people, row 3, column in_role_since: “2026-01-31T12:30:00” is not a day; did you mean “2026-01-31”?"
        " Allowed: a day such as 2026-11-23 or blank.",
        "people, row 5, column name: is blank, but must be filled in; allowed: text.",
        "people, row 5, column in_role_since: “46000” is not a day; allowed: a day such as 2026-11-23 or blank.",
    ]


def test_errors_and_formulas_without_result_are_not_taken_for_blanks(path: Path) -> None:
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name, rows in ROWS.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book["accounts"]["B2"] = "=A2"
    book["accounts"]["C2"] = "#N/A"
    book["accounts"]["A4"] = "#REF!"
    book.save(path)
    assert faults(path) == [
        "accounts, row 2, column name: “=A2” is a formula without a result; open the file in a spreadsheet, save it,"
        " and read it again.",
        "accounts, row 2, column reorganized_on: “#N/A” is an error, not a value.",
        "accounts, row 4, column account_id: “#REF!” is an error, not a value.",
        "accounts, row 4, column name: is blank, but must be filled in; allowed: text.",
    ]


def test_a_formula_beyond_the_last_value_is_found_and_damage_is_said(path: Path) -> None:
    make(path)
    book = openpyxl.load_workbook(path)
    book["accounts"]["D9"] = "=1"
    book.save(path)
    assert faults(path)[:2] == [
        "accounts, row 9: “=1” is a formula without a result; open the file in a spreadsheet, save it, and read it again.",
        "accounts, row 9: column D has cells but no name in its header.",
    ]
    with zipfile.ZipFile(path) as parts:
        contents = {name: parts.read(name) for name in parts.namelist()}
    with zipfile.ZipFile(path, "w") as parts:
        for name, content in contents.items():
            parts.writestr(name, content.replace(b"</sheetData>", b"</sheetData><&>"))
    with pytest.raises(BookError, match=r"book.xlsx: is damaged|not an Excel workbook"):
        read(path)


def test_sheets_that_are_no_tables_are_warned_of_or_asked_about(path: Path) -> None:
    with pytest.warns(BookWarning, match="the sheet “Notes” is not a table of a book"):
        read(make(path, Notes=[["x"]]))
    assert faults(make(path, Touchpoint=[["x"]])) == [
        "sheet Touchpoint: is not a table of a book; did you mean “touchpoints”?"
    ]


def test_files_that_hold_no_book(path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    for content, problem in [
        (b"", "not an Excel workbook"),
        (b"name,account", "not an Excel workbook"),
        (b"PK\x03\x04", "not an Excel workbook"),
        (ole, "protected by a password or is an old .xls"),
    ]:
        path.write_bytes(content)
        assert problem in faults(path)[0]
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("word/document.xml", "<a/>")
    assert "not an Excel workbook" in faults(path)[0]
    openpyxl.Workbook().save(path)
    assert "looks like a flat sheet" in faults(path)[0]
    two = openpyxl.Workbook()
    two.create_sheet("another")
    two.save(path)
    assert "it needs sheets called accounts, people, influences" in faults(path)[0]
    with pytest.raises(FileNotFoundError):
        read(path.with_name("no.xlsx"))


def test_what_excel_cannot_hold_is_refused_before_anything_is_written(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = read(make(path))
    tables = dict(book.tables)
    tables["accounts"] = tables["accounts"].assign(industry="😀" * 16_384)
    with pytest.raises(ValueError, match="accounts, column industry: .* an Excel cell holds 32,767"):
        write(Book(tables), path)
    tables["accounts"] = tables["accounts"].assign(industry="x" * xlsx.LONGEST)
    write(Book(tables), path)
    assert read(path) == Book(tables)
    before = path.read_bytes()
    monkeypatch.setattr(xlsx, "MOST_ROWS", 1)
    with pytest.raises(ValueError, match="accounts has 1 rows; an Excel sheet holds 0"):
        write(book, path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("number", [0.1, 1 / 3, 5e-324, 1.7976931348623157e308, -1e-7, 123456789012345678.0, 2.0**53])
def test_numbers_come_back_to_the_last_digit(path: Path, number: float) -> None:
    tables = dict(read(make(path)).tables)
    tables["objectives"] = pd.DataFrame(
        {"objective_id": ["o"], "account_id": ["007"], "name": ["x"], "value": [number]}
    )
    write(Book(tables), path)
    assert read(path).tables["objectives"].loc[0, "value"] == number
