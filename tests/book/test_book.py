"""A book holds what it was given, selects parts of it, and says how much it holds."""

from __future__ import annotations

import copy
import inspect
import pickle
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings

import stratsell
from stratsell import rules
from stratsell.book import Book
from stratsell.errors import BookError
from stratsell.io import read
from tests.support.strategies import Frames, books, hand

TABLES = {
    "accounts": "account_id name\na Acme\nb Bare",
    "objectives": "objective_id account_id name\no a Fast\nn a Nice",
    "people": "person_id account_id name\np a Ada\nq a Bob\nr b Cy",
    "influences": "objective_id person_id\no p\nn q\nn r\nb r",
    "relationships": "source_id target_id kind\nq p reports_to\nr q influences",
    "touchpoints": "touchpoint_id person_id objective_id seller on status\n1 p - Bea 2026-01-01 done\n"
    "2 p n Bea 2026-01-01 done\n3 r b Bea 2026-01-01 done",
    "options": "objective_id option source\no x ours\nb x ours",
}


@pytest.fixture
def book() -> Book:
    """A book with an account with two objectives, and one with none."""
    return Book(hand(**TABLES))


def ids(book: Book) -> dict[str, list[str]]:
    """The first column of every table that has rows."""
    return {name: list(table.iloc[:, 0]) for name, table in book.tables.items() if len(table)}


def test_an_objective_with_its_people(book: Book) -> None:
    assert ids(book.select(objective_id="o")) == {
        "accounts": ["a"],
        "objectives": ["o"],
        "people": ["p", "q"],
        "influences": ["o"],
        "relationships": ["q"],
        "touchpoints": ["1"],
        "options": ["o"],
    }


def test_an_account_with_all_its_objectives_and_who_influences_them(book: Book) -> None:
    assert ids(book.select(account_id="a")) == {
        "accounts": ["a"],
        "objectives": ["o", "n"],
        "people": ["p", "q", "r"],
        "influences": ["o", "n", "n"],
        "relationships": ["q", "r"],
        "touchpoints": ["1", "2"],
        "options": ["o"],
    }


def test_an_account_without_objectives_has_one_of_its_own_id(book: Book) -> None:
    assert book.account_of("b") == "b"
    assert book.select(objective_id="b") == book.select(account_id="b")
    assert ids(book.select(objective_id="b"))["touchpoints"] == ["3"]


def test_what_is_not_there(book: Book) -> None:
    with pytest.raises(KeyError, match="no account “z” in the book; it has “a”, “b”"):
        book.select(account_id="z")
    with pytest.raises(KeyError, match="no objective “a” in the book; it has “o”, “n”, “b”"):
        book.select(objective_id="a")
    with pytest.raises(ValueError, match="either account_id or objective_id"):
        book.select()


def test_a_book_says_how_much_it_holds(book: Book) -> None:
    assert (
        repr(book)
        == "<Book: 2 accounts, 2 objectives, 3 people, 4 influences, 2 relationships, 3 touchpoints, 2 options>"
    )
    assert book._repr_html_().startswith("<b>Book</b>: 2 accounts")
    assert repr(book.select(objective_id="b")).startswith("<Book: 1 account, 1 person, 1 influence, 1 touchpoint")


def test_a_book_does_not_change_with_the_frames_that_it_was_made_of() -> None:
    tables = hand(**TABLES)
    book = Book(tables)
    tables["people"].loc[0, "name"] = "Eve"
    assert book.tables["people"].loc[0, "name"] == "Ada"
    with pytest.raises(TypeError):
        book.tables["people"] = tables["people"]  # type: ignore[index]


def test_books_are_equal_by_what_they_hold(book: Book) -> None:
    assert book == Book(hand(**TABLES)) == pickle.loads(pickle.dumps(book)) == copy.deepcopy(book)
    assert book != Book(hand(**{**TABLES, "options": "objective_id option source\no x partner"}))
    assert book != "book"
    with pytest.raises(TypeError):
        hash(book)


def test_a_book_is_written_and_read(book: Book, tmp_path: Path) -> None:
    for target in (tmp_path / "book", tmp_path / "book.xlsx"):
        book.write(target)
        assert read(target) == book


@settings(max_examples=15)
@given(books())
def test_a_part_of_a_book_is_a_book(tables: Frames) -> None:
    book = Book(tables)
    for objective in book.tables["objectives"]["objective_id"]:
        part = book.select(objective_id=objective)
        assert list(part.tables["objectives"]["objective_id"]) == [objective]
    for account in book.tables["accounts"]["account_id"]:
        part = book.select(account_id=account)
        assert part.select(account_id=account) == part
        # People of another account belong to an account that the part leaves out.
        if set(part.tables["people"]["account_id"]) <= {account}:
            assert Book(part.tables) == part


def test_a_part_that_could_not_be_read_back_is_not_written(tmp_path: Path) -> None:
    """Somebody of account B has a part in an objective of account A."""
    whole = Book(
        {
            "accounts": pd.DataFrame({"account_id": ["A", "B"], "name": ["A", "B"]}),
            "people": pd.DataFrame({"person_id": ["guest"], "account_id": ["B"], "name": ["Ann"]}),
            "influences": pd.DataFrame({"objective_id": ["A"], "person_id": ["guest"], "roles": ["user"]}),
        }
    )
    with pytest.raises(ValueError, match="“guest”.*write the whole book"):
        whole.select(account_id="A").write(tmp_path / "part")
    assert list(tmp_path.iterdir()) == []
    whole.write(tmp_path / "whole")


def test_an_empty_book_is_edited_written_and_read(tmp_path: Path) -> None:
    book = Book()
    assert repr(book) == "<Book: empty>"
    assert book == Book({name: frame.iloc[:0] for name, frame in stratsell.demo().tables.items()})
    for place in ("book", "book.xlsx", "book.db"):
        book.write(tmp_path / place)
        assert stratsell.read(tmp_path / place) == book
    with pytest.raises(KeyError, match="it has none"):
        book.select(account_id="a")
    with pytest.raises(BookError, match=r"accounts, column account_id: “a” is not in the table\."):
        book.remove("accounts", "a")
    book.insert("accounts", account_id="a", name="Acme")
    assert repr(book) == "<Book: 1 account>"
    assert book.undo() == "Add account: Acme"
    assert book == Book()
    book.merge(stratsell.demo())
    assert len(book.tables["accounts"]) == len(stratsell.demo().tables["accounts"])


@pytest.mark.parametrize("rule", rules.NAMES)
def test_rules_find_nothing_in_an_empty_book(rule: str) -> None:
    days = {"dates": ["2026-11-23"]} if rule == "history" else {"as_of": "2026-11-23"}
    asked = rules.rule(rule)
    known = {name: value for name, value in days.items() if name in inspect.signature(asked).parameters}
    assert len(asked(Book(), **known)) == 0
