"""What differs between two books, compared with dictionaries, and that carrying it out gives the other book."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stratsell as ss
from stratsell.book import Book
from stratsell.book.diff import Change, changes, differences, patched
from stratsell.book.tables import TABLES, Kind
from tests.support.file_books import file_books
from tests.support.strategies import COLUMNS, hand, plain

KEYS = {name: list(table.key) for name, table in TABLES.items()}


def summary(book):
    """A book as dictionaries: the filled cells of each row by its key."""
    return {
        name: {
            tuple(plain(row[part]) for part in KEYS[name]): {
                column: plain(cell) for column, cell in row.items() if plain(cell) is not None
            }
            for row in frame.to_dict("records")
        }
        for name, frame in book.tables.items()
    }


def twin(before, after):
    """The differences, by looking at every cell of both books."""
    result = set()
    old, new = summary(before), summary(after)
    for table in COLUMNS:
        for key in {**old[table], **new[table]}:
            was, now = old[table].get(key), new[table].get(key)
            if was is None or now is None:
                result.add((table, key, "", "added" if was is None else "removed"))
                continue
            result |= {(table, key, name, "changed") for name in {**was, **now} if was.get(name) != now.get(name)}
    return result


@st.composite
def two_books(draw):
    """A book, and one that says something else in a few places, its rows and columns in another order."""
    frames = draw(file_books())
    other = {}
    for name, frame in frames.items():
        rows = frame.to_dict("records")
        for row in draw(st.lists(st.sampled_from(rows), max_size=2)) if rows else []:
            columns = [column for column in TABLES[name].columns if column.kind is Kind.TEXT and not column.required]
            texts = [column.name for column in columns]
            if texts:
                row[draw(st.sampled_from(texts))] = draw(st.sampled_from([None, "new", "=1", "NA"]))
        if name in ("feedback", "options", "relationships", "touchpoints", "influences") and draw(st.booleans()):
            rows = rows[1:]
        changed = pd.DataFrame(draw(st.permutations(rows)), columns=list(frame.columns)).astype(frame.dtypes)
        changed = changed[draw(st.permutations(list(frame.columns)))]
        other[name] = changed.assign(extra="x") if draw(st.integers(0, 5)) == 0 else changed
    books = Book(frames), Book(other)
    return books if draw(st.booleans()) else books[::-1]


@pytest.mark.filterwarnings("ignore::stratsell.errors.BookWarning")
@settings(max_examples=10)
@given(two_books())
def test_it_finds_what_dictionaries_find_and_carries_it_out(books):
    before, after = books
    result = changes(before.tables, after.tables)
    assert {(item.table, item.key, item.column, item.kind) for item in result} == twin(before, after)
    assert len({item.place for item in result}) == len(result)
    again = Book(patched(before.tables, result))
    assert summary(again) == summary(after)
    assert changes(again.tables, after.tables) == []


@pytest.mark.filterwarnings("ignore::stratsell.errors.BookWarning")
@settings(max_examples=5)
@given(file_books())
def test_a_book_does_not_differ_from_itself_in_another_order(frames):
    book = Book(frames)
    turned = Book({name: frame.iloc[::-1, ::-1].reset_index(drop=True) for name, frame in book.tables.items()})
    assert differences(book, turned).empty
    assert patched(book.tables, [])["people"] is book.tables["people"]


def test_a_frame_tells_what_people_ask():
    before = Book(hand(accounts="account_id name\na A", people="person_id account_id name\np a Ada\nq a Bo",
                       influences="objective_id person_id support thanked_on\na p 2 -", relationships=
                       "source_id target_id kind\nq p reports_to"))  # fmt: skip
    after = Book(hand(accounts="account_id name\na A", people="person_id account_id name title\nr a Cy -\np a Ada Boss",
                      influences="objective_id person_id support thanked_on\na p 3 2026-01-31"))  # fmt: skip
    assert differences(before, after).fillna("").to_numpy().tolist() == [
        ["people", "p", "changed", "title", "", "Boss"],
        ["people", "q", "removed", "", "", ""],
        ["people", "r", "added", "", "", ""],
        ["influences", "a / p", "changed", "support", "2", "3"],
        ["influences", "a / p", "changed", "thanked_on", "", "2026-01-31"],
        ["relationships", "q / p / reports_to", "removed", "", "", ""],
    ]
    assert changes(before.tables, after.tables)[2] == Change(
        "people", ("r",), "", None, {"person_id": "r", "account_id": "a", "name": "Cy"}
    )
    assert changes(before.tables, after.tables)[4].after == date(2026, 1, 31)


def test_columns_that_only_one_book_has_are_blank_in_the_other():
    plain_book = Book(hand(accounts="account_id name\na A", people="person_id account_id name\np a Ada",
                           influences="objective_id person_id\na p"))  # fmt: skip
    more = Book({**plain_book.tables, "people": plain_book.tables["people"].assign(rank=[7], note=[None])})
    result = changes(plain_book.tables, more.tables)
    assert [item[:4] for item in result] == [("people", ("p",), "rank", None)]
    as_read = Book({**plain_book.tables, "people": plain_book.tables["people"].assign(rank=["7"])})
    assert differences(more, as_read).empty, "7 and “7” are the same in a file"
    assert Book(patched(plain_book.tables, result)).tables["people"]["rank"].tolist() == [7]


def test_a_row_that_is_not_there_cannot_change():
    with pytest.raises(KeyError):
        patched(ss.demo().tables, [Change("people", ("nobody",), "title", None, "Boss")])
