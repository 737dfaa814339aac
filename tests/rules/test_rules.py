"""What holds for every rule: the order of rows, the form of tables and the future do not matter."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings

import stratsell as ss
from tests.support.engines import drawn, together
from tests.support.strategies import AS_OF, Frames, books, frames, iso_text, known_by, rows_of

TABLE_RULES = [ss.levels, ss.coverage, ss.red_flags]
RULES = [*TABLE_RULES, ss.missing_influences, ss.introductions, ss.reach]

Rule = Callable[..., Any]
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
# The twins have seen many books already, so fewer will do here; each is shown to all rules, as drawing it takes long.
few = settings(max_examples=5)
some_books = books() | books(accounts=1, people=7, links=14)


@pytest.fixture(scope="module")
def many() -> Frames:
    """Random books laid together, so that a rule, which takes nearly as long for one as for all, is asked once."""
    return together(drawn(24))


def test_the_order_of_rows_does_not_matter(many: Frames) -> None:
    for seed in (1, 2):
        mixed = {name: table.sample(frac=1, random_state=seed, ignore_index=True) for name, table in many.items()}
        for rule in RULES:
            pd.testing.assert_frame_equal(rule(mixed, as_of=AS_OF), rule(many, as_of=AS_OF))


def test_nothing_after_as_of_is_seen(many: Frames) -> None:
    past = known_by(many, AS_OF)
    for rule in RULES:
        pd.testing.assert_frame_equal(rule(past, as_of=AS_OF), rule(many, as_of=AS_OF))


def test_a_book_and_its_tables_give_the_same(many: Frames) -> None:
    whole, written = ss.Book(many), iso_text(many)
    for rule in RULES:
        expected = rule(whole, as_of=AS_OF)
        pd.testing.assert_frame_equal(rule(many, as_of=AS_OF), expected)
        pd.testing.assert_frame_equal(rule(written, as_of=AS_OF), expected)


@few
@given(book=books())
def test_polars_tables_give_the_same(book: Frames) -> None:
    polars = pytest.importorskip("polars")
    tables = {name: polars.from_pandas(table) for name, table in book.items()}
    for rule in TABLE_RULES:
        result = rule(tables, as_of=AS_OF)
        assert isinstance(result, polars.DataFrame)
        expected = rule(book, as_of=AS_OF)
        assert result.columns == list(expected.columns)
        assert rows_of(result) == rows_of(expected)


@settings(max_examples=3)
@given(book=some_books)
def test_an_account_is_a_portfolio_of_one(book: Frames) -> None:
    """Each account alone, put together, is the whole."""
    whole = ss.Book(book)
    parts = [whole.select(account_id=account) for account in sorted(book["accounts"]["account_id"])]
    for rule in RULES:
        alone = [row for part in parts for row in rows_of(rule(part, as_of=AS_OF))]
        assert alone == rows_of(rule(whole, as_of=AS_OF))


@every_rule
def test_an_empty_book_gives_an_empty_frame(rule: Rule) -> None:
    empty = frames({})
    result = rule(empty, as_of=AS_OF)
    assert len(result) == 0
    few = {name: empty[name] for name in ("accounts", "people", "influences")}
    pd.testing.assert_frame_equal(rule(few, as_of=AS_OF), result)


@every_rule
@few
@given(book=books())
def test_a_rule_changes_no_table_that_it_is_given(rule: Rule, book: Frames) -> None:
    before = {name: table.copy(deep=True) for name, table in book.items()}
    rule(book, as_of=AS_OF)
    assert list(book) == list(before)
    for name, table in book.items():
        pd.testing.assert_frame_equal(table, before[name])


@every_rule
@pytest.mark.parametrize(
    "as_of", ["2026-11-23", date(2026, 11, 23), datetime.fromisoformat("2026-11-23T18:30")], ids=str
)
def test_as_of_is_a_day_however_it_is_written(rule: Rule, as_of: Any) -> None:
    book = ss.demo()
    pd.testing.assert_frame_equal(rule(book, as_of=as_of), rule(book, as_of=AS_OF))


@every_rule
def test_as_of_that_is_no_day_is_refused(rule: Rule) -> None:
    with pytest.raises(ValueError, match="23/11/2026"):
        rule(frames({}), as_of="23/11/2026")
