"""Whatever stands in a file, a reader gives a faithful book or says what is wrong: never another error, never a hang.

Files that were right go wrong here at random: as bytes, within the parts of a workbook, in the cells of a database; or
their cells are drawn at random. Set STRATSELL_EXAMPLES to a large number to look for longer than a usual run does.
Exports of a CRM have their own: `test_crm_fuzz`.
"""

from __future__ import annotations

import csv
import io
import sqlite3
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

import stratsell as ss
from stratsell.book.tables import TABLES
from stratsell.errors import BookError, BookWarning
from stratsell.io import open_book, read_sheet, write_sheet
from stratsell.io.files.csv_file import read_csv
from tests.support.file_books import WILD
from tests.support.strategies import COLUMNS, hand, kinds

fuzz = settings(max_examples=max(5, settings().max_examples // 4))

Read = Callable[[Path], ss.Book]

BOOK = hand(
    accounts="account_id name owner reorganized_on\na Acme Bea 2026-11-01\nb Bee - -",
    objectives="objective_id account_id name status\no a Fast open",
    people="person_id account_id name in_role_since\np a Ada 2026-01-31\nq a Bo -\nr b Cy -",
    influences="objective_id person_id roles support mindset\no p economic 3 growth\no q coach -2.5 -\nb r user - -",
    relationships="source_id target_id kind strength\nq p reports_to -\np q influences 0.8",
    touchpoints="touchpoint_id person_id seller on status mode\n1 p Bea 2026-11-01 done consult",
    options="objective_id option source fit chosen\no Us ours 3 -",
)
SHEET = "Account,Name,Role,Reports to,Last contacted on,Seller,note\nAcme,Ada,economic,,2026-11-01,Bea,=x\nAcme,Bo,coach,Ada,,,\n"
BITS = [b"\0", b'"', b"\xff", b"\n", b"\r", b",", b";", b"\xef\xbb\xbf", b"\xc3", b"<", b">", b"&", b"'", b"=", b"9" * 30,
        b"PK\x03\x04", b"\x7f", b"-", b"/>", b"&#0;", b"]]>", b"\xff\xff\xff\xff"]  # fmt: skip


@st.composite
def spoiled(draw: st.DrawFn, whole: bytes, most: int = 5) -> bytes:
    """The same bytes, with a few of them changed, gone, doubled or put in."""
    broken = bytearray(whole)
    for _ in range(draw(st.integers(1, most))):
        index = draw(st.integers(0, len(broken)))
        some = draw(st.sampled_from(BITS) | st.binary(max_size=4) | st.just(bytes(broken[index : index + 40])))
        broken[index : index + draw(st.integers(0, 30))] = some
    return bytes(broken)


def check(read: Read, path: Path) -> None:
    """Read, and see that it is a book which can be saved and read again, or that the error says where and what."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", BookWarning)
        try:
            book = read(path)
        except BookError as error:
            assert error.faults
            assert all(fault.table and fault.problem for fault in error.faults)
            assert str(error)
            error.frame()
        except OSError as error:  # of a database that is damaged in its midst
            assert path.suffix == ".db"
            assert str(error).startswith(str(path))
        else:
            assert ss.Book(dict(book.tables)) == book
            target = path.parent / "again"
            book.write(target, on_conflict="overwrite")
            assert ss.read(target) == book


@cache
def files(kind: str) -> dict[str, bytes]:
    """The files of a book that is right; those of a workbook are its parts."""
    with TemporaryDirectory() as folder:
        path = Path(folder, kind)
        if kind == "sheet.xlsx":
            Path(folder, "sheet.csv").write_text(SHEET)
            write_sheet(read_sheet(Path(folder, "sheet.csv")), path)
        else:
            ss.Book(BOOK).write(path)
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as parts:
                return {name: parts.read(name) for name in parts.namelist()}
        return {
            item.name: item.read_bytes() for item in ([path] if path.is_file() else path.iterdir()) if item.is_file()
        }


def packed(parts: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, part in parts.items():
            opened.writestr(name, part)
    return content.getvalue()


@pytest.mark.parametrize("kind", ["book.xlsx", "sheet.xlsx", "book.db", "sheet.csv"])
@fuzz
@given(data=st.data())
def test_bytes_that_went_wrong(kind: str, data: st.DataObject) -> None:
    whole = {"sheet.csv": SHEET.encode()}.get(kind) or (
        packed(files(kind)) if kind.endswith(".xlsx") else files(kind)[kind]
    )
    with TemporaryDirectory() as folder:
        path = Path(folder, kind)
        path.write_bytes(data.draw(spoiled(whole)))
        check(open_book, path)


@fuzz
@given(st.data())
def test_a_folder_whose_files_went_wrong(data: st.DataObject) -> None:
    whole = files("book")
    wrong = data.draw(st.sets(st.sampled_from(sorted(whole)), min_size=1, max_size=3))
    with TemporaryDirectory() as folder:
        for name, content in whole.items():
            Path(folder, name).write_bytes(data.draw(spoiled(content)) if name in wrong else content)
        check(ss.read, Path(folder))


@pytest.mark.parametrize("kind", ["book.xlsx", "sheet.xlsx"])
@fuzz
@given(data=st.data())
def test_a_workbook_whose_parts_went_wrong(kind: str, data: st.DataObject) -> None:
    whole = files(kind)
    inner = [name for name in whole if "sheet" in name or "shared" in name or "workbook" in name]
    wrong = data.draw(st.sets(st.sampled_from(inner) | st.sampled_from(sorted(whole)), min_size=1, max_size=2))
    parts = {name: data.draw(spoiled(part)) if name in wrong else part for name, part in whole.items()}
    for gone in data.draw(st.sets(st.sampled_from(sorted(whole)), max_size=1)):
        if data.draw(st.booleans()):
            del parts[gone]
    with TemporaryDirectory() as folder:
        path = Path(folder, kind)
        path.write_bytes(packed(parts))
        check(open_book, path)


@pytest.mark.parametrize("name", ["x.csv", "x.xlsx", "x.db"])
@fuzz
@given(content=st.binary(max_size=200))
def test_any_bytes_at_all(name: str, content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        check(open_book, path)


# --- Cells ----------------------------------------------------------------------------------------

some_text = st.sampled_from([*WILD, "a", "b", "o", "p", "q", "1", "economic", "coach; user", "2026-01-31", "reports_to", "", "\0",
                             "ours", "done", "Ada", " Ada", "9" * 400, "1e999", "-0", "nan", "0x1", "²", "１", "growth"])  # fmt: skip
some_value: st.SearchStrategy[Any] = (
    some_text | st.none() | st.integers(-(2**62), 2**62) | st.floats() | st.binary(max_size=4) | st.booleans()
)


def tables_of(data: st.DataObject, cell: st.SearchStrategy[Any]) -> Iterator[tuple[str, list[str], list[list[Any]]]]:
    """Each table's header, mostly its own columns, and rows of random cells."""
    for name in COLUMNS:
        if name not in ("accounts", "people", "influences") and data.draw(st.booleans()):
            continue
        header = list(kinds(name))[: data.draw(st.integers(2, 12))]
        header += data.draw(
            st.lists(st.sampled_from(["note", "Name", "=x", "id", "map_dx", "map_rows", "roles", "\n"]), max_size=2)
        )
        rows = data.draw(st.lists(st.lists(cell, min_size=len(header), max_size=len(header)), max_size=3))
        yield name, header, rows


def written(rows: list[list[Any]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


@fuzz
@given(st.data())
def test_random_cells_in_a_folder(data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        for name, header, rows in tables_of(data, some_text):
            Path(folder, f"{name}.csv").write_bytes(written([header, *rows]))
        check(ss.read, Path(folder))


@fuzz
@given(st.data())
def test_random_cells_in_a_workbook(data: st.DataObject) -> None:
    cell = some_text.filter(lambda text: "\0" not in text) | st.integers(-(2**40), 2**40) | st.booleans() | st.dates()
    with TemporaryDirectory() as folder:
        path = Path(folder, "book.xlsx")
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            for name, header, rows in tables_of(data, cell):
                sheet = book.add_worksheet(name)
                for index, row in enumerate([header, *rows]):
                    for column, value in enumerate(row):
                        if hasattr(value, "year"):
                            if value.year > 1900:
                                sheet.write_datetime(index, column, value, day)
                        else:
                            sheet.write(index, column, value)
        check(ss.read, path)


@fuzz
@given(st.data())
def test_random_cells_in_a_database(data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "book.db")
        path.write_bytes(files("book.db")["book.db"])
        with closing(sqlite3.connect(path)) as connection:
            for name in data.draw(st.sets(st.sampled_from([*TABLES, "stratsell_meta"]), min_size=1, max_size=4)):
                columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
                column = data.draw(st.sampled_from(columns))
                quoted = '"' + column.replace('"', '""') + '"'
                try:
                    connection.execute(f"UPDATE {name} SET {quoted} = ?", [data.draw(some_value)])
                except sqlite3.Error:
                    continue
            if data.draw(st.booleans()):
                table = data.draw(st.sampled_from(list(TABLES)))
                change = data.draw(st.sampled_from([
                    "DROP TABLE {}", "ALTER TABLE {} ADD COLUMN \"Name\" BLOB DEFAULT x'ff00'", "DELETE FROM {}",
                    "ALTER TABLE {} ADD COLUMN \"\" TEXT DEFAULT 'x'", "ALTER TABLE {} RENAME TO moved",
                ]))  # fmt: skip
                connection.execute(change.format(table))
            connection.commit()
        check(ss.read, path)


@fuzz
@given(st.data())
def test_random_cells_in_a_sheet(data: st.DataObject) -> None:
    names = ["account", "name", "objective", "roles", "mindset", "reports_to", "last_contacted_on", "mode", "seller", "owner",
             "account_id", "person_id", "support", "note", "Name", "=x"]  # fmt: skip
    header = ["Account", "Name", *data.draw(st.lists(st.sampled_from(names[2:]), max_size=8))]
    rows = data.draw(st.lists(st.lists(some_text, min_size=len(header), max_size=len(header)), max_size=5))
    with TemporaryDirectory() as folder:
        path = Path(folder, "sheet.csv")
        path.write_bytes(written([header, *rows]))
        check(read_sheet, path)


@fuzz
@given(st.lists(st.lists(some_text, min_size=1, max_size=4), min_size=1, max_size=4), st.sampled_from(",;\t"))
def test_cells_of_a_csv_file_come_back_or_are_faults(rows: list[list[str]], delimiter: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    with TemporaryDirectory() as folder:
        path = Path(folder, "x.csv")
        path.write_bytes(text.getvalue().encode())
        try:
            grid = read_csv(path, "x", lambda name: name in rows[0], lambda _: False)
        except BookError as error:
            assert error.faults
        else:
            assert all(len(column) == len(grid.numbers) for column in grid.columns)
