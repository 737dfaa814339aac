"""Hostile and broken exports: a clear error or a faithful value, never a crash; nothing is dropped in silence."""

from __future__ import annotations

import csv
import io
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stratsell as ss
from stratsell.errors import BookError, BookWarning
from stratsell.io.imports.locate import locate
from stratsell.io.imports.raw import read_sheets
from stratsell.io.imports.source import read_source
from tests.support.file_books import WILD
from tests.support.paths import ROOT

DATA = ROOT / "tests" / "data"
SEEDS = [path.read_bytes() for path in sorted(DATA.glob("*/*.csv"))]
READERS = {"salesforce": ss.read_salesforce, "hubspot": ss.read_hubspot, "dynamics": ss.read_dynamics}
HEADERS = {crm: sorted({header for file in read_source(crm).files.values() for header in file.own}) for crm in READERS}
FILES = {crm: [name for name, kind in read_source(crm).kinds.items() if kind] for crm in READERS}


def located(path):
    """The table of a file, of which nothing is known."""
    return locate(read_sheets(path, None, lambda _: False), lambda _: "")


def tried(reader, source):
    """The book, or None if the reader refuses with faults that say where."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return reader(source, as_of="2026-11-23")
        except BookError as error:
            assert str(error)
            assert all(fault.table and fault.problem for fault in error.faults)
            return None


def accounted(book):
    """Every row of every file became something or is told of."""
    told = {(line.file, line.row, line.outcome) for line in book.import_report.lines if line.row is not None}
    for each in book.import_report.files:
        assert each.rows == each.imported + each.joined + each.passed_over + each.left_out
        if each.table:
            gone = [row for row in told if row[0] == each.file and row[2] in ("joined", "passed over", "left out")]
            assert len(gone) == each.rows - each.imported
    assert str(book.import_report)
    book.import_report.frame()


@settings(max_examples=30)
@given(st.sampled_from(SEEDS), st.data())
def test_bytes_that_went_wrong(seed, data):
    broken = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(broken)))
        some = data.draw(
            st.sampled_from([b"\0", b'"', b"\xff", b"\n", b"\r", b",", b"\xef\xbb\xbf", b"\xc3", b"\x1b[31m"])
        )
        broken[at : at + data.draw(st.integers(0, 9))] = some
    with TemporaryDirectory() as place:
        path = Path(place, "Account.csv")
        path.write_bytes(bytes(broken))
        try:
            table = located(path)
        except BookError as error:
            assert str(error)
        else:
            assert len(table.columns) == len(table.header)
            assert all(len(column) == len(table.numbers) for column in table.columns)


@settings(max_examples=30)
@given(st.binary(max_size=300))
def test_any_bytes_at_all(content):
    with TemporaryDirectory() as place:
        for name in ("a.csv", "a.xlsx"):
            path = Path(place, name)
            path.write_bytes(content)
            try:
                located(path)
            except BookError as error:
                assert str(error)


@pytest.mark.parametrize("crm", READERS)
@settings(max_examples=8)
@given(data=st.data())
def test_wild_cells_under_wild_headers(crm, data):
    header = st.sampled_from(HEADERS[crm]) | st.sampled_from(["", "name", "Name", "=x", "roles", "Ünknown", "a\nb"])
    some_ids = ["001A", "001A00000000001", "003A", "7", "7.0", "{x}", ""]
    cell = st.sampled_from(
        [*WILD, *some_ids, "true", "2026-11-01", "13/13/2026", "Acme", "Closed Won", "CHAMPION", "\0"]
    )
    with TemporaryDirectory() as place:
        for name in FILES[crm]:
            if name not in FILES[crm][:2] and not data.draw(st.booleans()):
                continue
            must = ["id", "name", "record id", "full name", "fullname", "company name", "account name", "lastname"]
            headers = data.draw(st.permutations([*must, *data.draw(st.lists(header, max_size=8))]))
            rows = data.draw(st.lists(st.lists(cell, min_size=len(headers), max_size=len(headers) + 1), max_size=5))
            text = io.StringIO(newline="")
            csv.writer(text).writerows([headers, *rows])
            Path(place, f"{name}.csv").write_bytes(text.getvalue().encode())
        book = tried(READERS[crm], place)
        if book is not None:
            accounted(book)


def test_what_is_large_is_read_and_what_is_wide_is_kept(tmp_path):
    long = "x" * 5_000_000
    many = [f"Custom {n}__c" for n in range(1_000)]
    (tmp_path / "Account.csv").write_text("Id,Name,Description\n001A,Acme," + long)
    (tmp_path / "Contact.csv").write_text(f"Id,AccountId,LastName,{','.join(many)}\n003A,001A,Osei" + ",v" * len(many))
    book = tried(ss.read_salesforce, tmp_path)
    assert book.tables["accounts"]["Description"][0] == long
    assert set(many) <= set(book.tables["people"].columns)


def test_managers_in_a_circle_and_names_with_markup(tmp_path):
    (tmp_path / "Account.csv").write_text("Id,Name\n001A,<script>alert(1)</script>\n")
    (tmp_path / "Contact.csv").write_text(
        "Id,AccountId,LastName,ReportsToId\n003A,001A,=cmd|' /C calc'!A0,003B\n003B,001A,'; DROP TABLE people;--,003A\n003C,001A,C,003C\n"
    )
    book = tried(ss.read_salesforce, tmp_path)
    assert book.tables["people"]["name"].tolist() == ["=cmd|' /C calc'!A0", "'; DROP TABLE people;--", "C"]
    assert len(book.tables["relationships"]) == 2
    assert "<script>" not in book.import_report._repr_html_()
    book.write(tmp_path / "book")
    with pytest.warns(BookWarning, match="cycle"):
        assert ss.read(tmp_path / "book") == book


def test_a_report_shows_no_markup_and_no_signs_that_a_terminal_obeys(tmp_path):
    (tmp_path / "Account.csv").write_text("Id,Name\n001A,Acme")
    (tmp_path / "Contact.csv").write_text("Id,AccountId,LastName,<b>\u202e\x1b[31m\n003A,001A,Osei,x")
    book = tried(ss.read_salesforce, tmp_path)
    assert "\x1b" not in str(book.import_report)
    assert "\u202e" not in str(book.import_report)
    assert "<b>" not in book.import_report._repr_html_()
