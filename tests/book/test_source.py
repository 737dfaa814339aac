"""A book knows where it belongs and whether it is saved; copies and parts are books of their own."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import pytest

import stratsell as ss
from stratsell.book import Book
from stratsell.io import read, read_sheet
from tests.support.strategies import hand


@pytest.fixture
def book() -> Book:
    """A small book."""
    return Book(
        hand(
            accounts="account_id name\na Acme",
            people="person_id account_id name\np a Ada\nq a Bob",
            influences="objective_id person_id\na p\na q",
        )
    )


def test_undo_to_the_saved_state_is_saved(book: Book, tmp_path: Path) -> None:
    assert not book.unsaved and book.source is None
    book.update("people", "p", name="Eve")
    assert book.unsaved
    book.write(tmp_path / "book")
    assert not book.unsaved and book.source == tmp_path / "book"
    book.undo()
    assert book.unsaved and book.redoable
    book.redo()
    assert not book.unsaved
    book.undo()
    book.update("people", "p", name="Eve")  # the same cells by another way
    assert book.unsaved


@pytest.mark.parametrize("name", ["book", "book.xlsx", "book.db"])
def test_a_book_is_written_back_to_where_it_came_from(book: Book, tmp_path: Path, monkeypatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    book.write(name)
    other = read(name)
    assert other.source == tmp_path / name and not other.unsaved
    other.update("people", "p", name="Eve")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    revision = other.revision
    other.write()
    assert read(tmp_path / name) == other != book
    assert not other.unsaved and other.revision == revision


def test_what_failed_to_be_written_is_unsaved_and_has_its_old_source(book: Book, tmp_path: Path) -> None:
    book.write(tmp_path / "book")
    book.update("people", "p", name="Eve")
    with pytest.raises(ValueError, match="cannot write a book to book.zip"):
        book.write(tmp_path / "book.zip")
    assert book.unsaved and book.source == tmp_path / "book"


def test_a_book_from_nowhere_needs_a_target(book: Book) -> None:
    for item in (book, ss.demo(), book.select(account_id="a")):
        with pytest.raises(ValueError, match="was not read from a file; say where to"):
            item.write()


@pytest.mark.parametrize("name", ["people.csv", "people.xlsx"])
def test_a_flat_sheet_is_no_place_for_a_whole_book(book: Book, tmp_path: Path, name: str) -> None:
    ss.io.write_sheet(book, tmp_path / name)
    before = (tmp_path / name).read_bytes()
    sheet = read_sheet(tmp_path / name)
    assert sheet.source == tmp_path / name
    sheet.update("people", sheet.tables["people"]["person_id"][0], title="CFO")
    with pytest.raises(
        ValueError, match=f'{name} is a flat sheet, one row per person, .* book.write\\("people book.xlsx'
    ):
        sheet.write()
    assert (tmp_path / name).read_bytes() == before and sheet.unsaved
    sheet.write(tmp_path / "people book.xlsx")
    sheet.write()
    assert read(tmp_path / "people book.xlsx") == sheet


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda book: pickle.loads(pickle.dumps(book))])
def test_a_copy_is_a_book_of_its_own(book: Book, tmp_path: Path, copied) -> None:
    book.write(tmp_path / "book")
    book.observe(lambda _: pytest.fail("the copy has its own observers"))
    twin = copied(book)
    assert twin == book and (twin.source, twin.unsaved, twin.undoable) == (book.source, False, "")
    twin.update("people", "p", name="Eve")
    assert twin != book and not book.unsaved and copied(twin).unsaved
    assert copied(twin).undo() == ""


def test_a_part_is_a_book_of_its_own(book: Book, tmp_path: Path) -> None:
    book.write(tmp_path / "book")
    part = book.select(account_id="a")
    book.update("people", "p", name="Eve")
    part.remove("people", "q")
    assert list(part.tables["people"]["name"]) == ["Ada"] and list(book.tables["people"]["name"]) == ["Eve", "Bob"]
    assert part.source is None


def test_an_address_is_shown_without_its_password() -> None:
    from stratsell.io.store.place import place

    book = Book._trusted({}, place("postgresql://me:secret@db.example/books"))
    assert book.source == "postgresql://db.example/books" and "secret" not in repr(book.__dict__)
