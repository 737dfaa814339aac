"""Folders of CSV files: every book comes back as it was, and what people's files hold is read or refused, never changed."""

from __future__ import annotations

import re
import time
import warnings
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stratsell.book import Book
from stratsell.errors import BookError, BookWarning
from stratsell.io import read, write
from stratsell.io.demo import demo
from stratsell.io.files.atomic import COMMIT
from stratsell.io.files.escape import all_guarded, all_unguarded, guarded, unguarded
from stratsell.io.files.folder import NAMES
from stratsell.io.store.file_store import HOME
from tests.support.file_books import WILD, file_books
from tests.support.processes import begin, code_of, needs_fork

FILLED = {
    "accounts.csv": "account_id,name\n007,Null\n",
    "people.csv": "person_id,account_id,name,in_role_since\nNA,007,None,2026-01-31\n1e5,007,TRUE,\n",
    "influences.csv": "objective_id,person_id,roles,support\n007,NA,economic; coach,-2.5\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a small book."""
    fill(tmp_path)
    return tmp_path


def fill(folder: Path, **changed: str) -> None:
    """Write the small book, with some files changed."""
    for file, text in {**FILLED, **{f"{name}.csv": text for name, text in changed.items()}}.items():
        (folder / file).write_bytes(text.encode())


def faults(folder: Path) -> list[str]:
    """What is wrong with the book in a folder, a line each."""
    with pytest.raises(BookError) as caught:
        read(folder)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.filterwarnings("ignore::stratsell.errors.BookWarning")
@settings(max_examples=40)
@given(file_books())
def test_every_book_comes_back(tables: dict[str, pd.DataFrame]) -> None:
    book = Book(tables)
    with TemporaryDirectory() as folder:
        write(book, folder)
        assert read(folder) == book


def cells(text: str) -> list[str]:
    """The cells that a spreadsheet may make of a text: where semicolons separate them, quotes of ours mean nothing."""
    return [text, *re.split("[;\r\n]", text)]


@settings(max_examples=200)
@given(st.lists(st.sampled_from(WILD) | st.text("'=+-@＝＋－＠; \t\r\nx", max_size=8)))
def test_guarding_against_formulas_is_undone_exactly(texts: list[str]) -> None:
    written = all_guarded(pl.Series(texts, dtype=pl.String)).to_list()
    assert not [text for text in written for cell in cells(text) if cell.lstrip().startswith(tuple("=+-@＝＋－＠"))]
    assert all_unguarded(pl.Series(written, dtype=pl.String)).to_list() == texts
    assert (written, texts) == (list(map(guarded, texts)), list(map(unguarded, written)))


@pytest.mark.parametrize(("text", "written"), [
    *((item, f"'{item}") for item in ("=1", "+1", "-1", "@x", "\t=1", " =1", "'=1", "＝1")),
    ("\r=1", "\r'=1"), ("\n=1", "\n'=1"), ("a;=1+1", "a;'=1+1"), ("a; '=1;@x", "a;' '=1;'@x"), ("a;;-1", "a;;'-1"),
    ("economic; coach", "economic; coach"), ("a,=1", "a,=1"), ("a-b; c=d", "a-b; c=d"),
])  # fmt: skip
def test_what_a_spreadsheet_would_run_is_guarded(text: str, written: str) -> None:
    assert guarded(text) == written


def test_what_follows_a_semicolon_is_guarded_in_files(folder: Path) -> None:
    name = "Acme;=1+1"
    fill(folder, accounts=f'account_id,name\n007,"{name}"\n')
    book = read(folder)
    assert book.tables["accounts"].loc[0, "name"] == name
    write(book, folder)
    assert "007,Acme;'=1+1," in (folder / "accounts.csv").read_text()
    assert read(folder) == book


def test_values_that_look_like_others_stay_what_they_are(folder: Path) -> None:
    book = read(folder)
    assert list(book.tables["people"]["person_id"]) == ["NA", "1e5"]
    assert list(book.tables["people"]["name"]) == ["None", "TRUE"]
    assert book.tables["accounts"].loc[0, "account_id"] == "007"
    assert book.tables["influences"].loc[0, "support"] == -2.5
    assert book.tables["people"].loc[0, "in_role_since"] == pd.Timestamp(2026, 1, 31)


def test_formulas_are_written_as_text_and_numbers_as_numbers(folder: Path) -> None:
    fill(folder, accounts="account_id,name,=x\n007,=1+1,@y\n")
    book = read(folder)
    write(book, folder)
    assert (
        folder / "accounts.csv"
    ).read_text() == "account_id,name,industry,owner,reorganized_on,'=x\n007,'=1+1,,,,'@y\n"
    assert ",-2.5," in (folder / "influences.csv").read_text()
    assert read(folder) == book


@pytest.mark.parametrize("change", [
    lambda text: b"\xef\xbb\xbf" + text.encode(),
    lambda text: text.replace("\n", "\r\n").encode(),
    lambda text: text.replace("\n", "\r").encode(),
    lambda text: text.replace(",", "\t").encode(),
    lambda text: text.replace(",", ";").replace("economic; coach", '"economic; coach"').encode(),
    lambda text: text.rstrip("\n").encode(),
    lambda text: text.replace("\n", "\n\n,,,\n", 1).encode(),
    lambda text: text.replace("\n", ",,\n").encode(),
])  # fmt: skip
def test_files_as_other_programs_write_them(folder: Path, change: object) -> None:
    book = read(folder)
    for file, text in FILLED.items():
        (folder / file).write_bytes(change(text))  # type: ignore[operator]
    assert read(folder) == book


def test_faults_name_the_row_that_a_spreadsheet_shows(folder: Path) -> None:
    fill(
        folder,
        people='person_id,account_id,name\np,007,"two\nlines"\n\nq,0007,Bob\n,,\nr,007\ns,007,Cy,too,much\n',
        influences="objective_id,person_id,mindset\n007,p,Even keel\n",
    )
    assert faults(folder) == [
        "people, row 4, column account_id: “0007” is not in the table accounts; did you mean “007”?"
        " Allowed: an id of the table accounts.",
        "people, row 6: has 2 cells, but the header has 3.",
        "people, row 6, column name: is blank, but must be filled in; allowed: text.",
        "people, row 7: has 5 cells, but the header has 3.",
        "influences, row 2, column mindset: “Even keel” is not a known word; did you mean “even_keel”?"
        " Allowed: growth, trouble, even_keel, overconfident or blank.",
    ]


@pytest.mark.parametrize(("content", "problem"), [
    ("account_id,name\n1,caf\xe9\n".encode("latin-1"), "line 2 is not UTF-8 (near “1,café”)"),
    ("account_id,name\n1,x\n".encode("utf-16"), "looks like UTF-16"),
    ("account_id,name\n1,x\n".encode("utf-16-le"), "looks like UTF-16"),
    (b"account_id,name,name\n1,x,y\n", "column name: occurs more than once"),
    (b"account_id,name,\n1,x,y\n", "row 2: column C has cells but no name in its header"),
    (b'account_id,name\n1,"x\n', "cannot be read as CSV at line 2"),
    (b'account_id,name\n1,"x"y\n', "cannot be read as CSV at line 2"),
    (b"account_id,name\n1,x\0y\n", "holds a control character"),
    (b"\naccount_id,name\n1,x\n", "row 1: is blank, but must hold the names of the columns"),
    (b"", "column account_id: is missing"),
    (b"Account id,name\n1,x\n", "did you mean “Account id”?"),
])  # fmt: skip
def test_a_file_that_is_not_right(folder: Path, content: bytes, problem: str) -> None:
    (folder / "accounts.csv").write_bytes(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", BookWarning)
        assert problem in "\n".join(faults(folder))


def test_a_long_cell_is_read(folder: Path) -> None:
    fill(folder, accounts=f"account_id,name\n007,{'x' * 300_000}\n")
    assert len(read(folder).tables["accounts"].loc[0, "name"]) == 300_000


def test_blank_optional_file_is_an_empty_table(folder: Path) -> None:
    (folder / "touchpoints.csv").touch()
    assert len(read(folder).tables["touchpoints"]) == 0


def test_no_book_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="a folder of CSV or Parquet files, an .xlsx file or a database"):
        read(tmp_path / "no")
    assert "holds no book: a folder needs accounts.csv, people.csv, influences.csv" in faults(tmp_path)[0]
    (tmp_path / "accounts.csv").write_text("account_id,name\n")
    assert faults(tmp_path) == [
        "people: is missing: a book must have this table.",
        "influences: is missing: a book must have this table.",
    ]
    assert "is one table of a book" in faults(tmp_path / "accounts.csv")[0]
    (tmp_path / "list.csv").write_text("account,name\n")
    assert "looks like a flat sheet" in faults(tmp_path / "list.csv")[0]
    with pytest.raises(ValueError, match="not the address of a database"):
        read("https://example.com/book.xlsx")


def test_other_csv_files_are_warned_of_or_asked_about(folder: Path) -> None:
    (folder / "notes.csv").write_text("x\n")
    (folder / "notes.txt").write_text("x\n")
    with pytest.warns(BookWarning, match="“notes.csv” is not a table of a book") as caught:
        read(folder)
    assert len(caught) == 1
    (folder / "touchpoint.csv").write_text("x\n")
    with pytest.warns(BookWarning):
        assert faults(folder) == ["touchpoint.csv: is not a table of a book; did you mean “touchpoints.csv”?"]


def test_a_smaller_book_leaves_nothing_of_a_larger_one(folder: Path) -> None:
    book = read(folder)
    (folder / "relationships.csv").write_text("source_id,target_id,kind\nNA,1e5,opposes\n")
    assert read(folder) != book
    write(book, folder)
    assert read(folder) == book
    assert {path.name for path in folder.iterdir()} == {
        *(name for name in NAMES if not name.endswith(".parquet")),
        HOME,
    }


def test_an_interrupted_save_is_read_whole_and_finished_by_the_next(folder: Path) -> None:
    old = read(folder)
    fill(folder, people=FILLED["people.csv"] + "new,007,Newcomer,\n")
    new = read(folder)
    write(new, folder)
    (folder / COMMIT).mkdir()
    (folder / "people.csv").rename(folder / COMMIT / "people.csv")
    (folder / "people.csv").write_text(FILLED["people.csv"])
    assert read(folder) == new
    write(old, folder)
    assert read(folder) == old
    assert not (folder / COMMIT).exists()


def write_in_turn(folder: Path, *books: dict[str, pd.DataFrame]) -> None:
    for _ in range(5):
        for tables in books:
            write(Book(tables), folder)
        time.sleep(0.02)


@needs_fork
def test_a_reader_never_sees_half_a_save(folder: Path) -> None:
    one = read(folder)
    fill(
        folder,
        accounts="account_id,name\n8,x\n",
        people="person_id,account_id,name\n",
        influences="objective_id,person_id\n",
    )
    two = read(folder)
    writer = begin(write_in_turn, folder, dict(one.tables), dict(two.tables))
    while writer.exitcode is None:
        with suppress(OSError):  # a reader gives up, politely, if somebody saves all the time
            assert read(folder) in (one, two)
    assert code_of(writer) == 0
    assert read(folder) == two


@pytest.mark.parametrize("name", ["book.csv", "book.xls", "book.duckdb"])
def test_other_kinds_of_files_are_not_written(folder: Path, name: str) -> None:
    with pytest.raises(ValueError, match="a folder of CSV or Parquet files, an .xlsx file or a database"):
        write(read(folder), folder / name)
    assert not (folder / name).exists()


def test_unknown_columns_of_numbers_are_written_and_other_things_refused(tmp_path: Path) -> None:
    tables = {
        "accounts": pd.DataFrame(
            {"account_id": ["a"], "name": ["A"], "size": [-12], "at": [pd.Timestamp(2026, 1, 2, 3)]}
        ),
        "people": pd.DataFrame({"person_id": [], "account_id": [], "name": []}),
        "influences": pd.DataFrame({"objective_id": [], "person_id": []}),
    }
    write(Book(tables), tmp_path)
    accounts = read(tmp_path).tables["accounts"]
    assert list(accounts.loc[0, ["size", "at"]]) == ["-12", "2026-01-02T03:00:00"]
    tables["accounts"]["size"] = [["a list"]]
    with pytest.raises(ValueError, match="row 0, column size: “.*” holds several values"):
        write(Book(tables), tmp_path)
    assert len(read(tmp_path).tables["accounts"]) == 1


def test_what_is_done_to_a_demo_book_is_not_seen_in_the_next_one() -> None:
    first = demo()
    expected = {name: frame.copy() for name, frame in first.tables.items()}
    people = first.tables["people"]
    people.loc[0, "name"] = "Somebody Else"
    people["title"] = "none"
    first.tables["influences"].pop("degree")
    for name, frame in demo().tables.items():
        pd.testing.assert_frame_equal(frame, expected[name])
