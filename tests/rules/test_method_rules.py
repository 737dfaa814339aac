"""The rules of steps 3 to 7 against their slow twins, and what holds for every rule of the method."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stratsell as ss
from tests.support import twins_method as twins
from tests.support.method_books import known_then, method_books
from tests.support.strategies import AS_OF, Frames, frames, iso_text, rows_by_table, rows_of, shuffled

Rule = Callable[..., Any]


def by(rule: Rule, **options: Any) -> Rule:
    """A rule with some options set, which still has its name."""

    def call(book: Any, as_of: Any) -> Any:
        return rule(book, as_of=as_of, **options)

    call.__name__ = "-".join([rule.__name__, *map(str, options.values())])
    return call


PAIRS: dict[Rule, Callable[..., Any]] = {
    by(ss.priorities): twins.priorities,
    by(ss.conversation_modes): twins.modes_by_objective,
    by(ss.conversation_modes, by="seller"): twins.modes_by_seller,
    by(ss.relationship_matrix): twins.relationship_matrix,
    by(ss.momentum): twins.momentum,
    by(ss.tested): twins.tested,
    by(ss.tested, all_versions=True): lambda book, as_of: twins.tested(book, as_of, all_versions=True),
    by(ss.proposition_changes): twins.proposition_changes,
    by(ss.proposition_changes, old=1, new=3): lambda book, as_of: twins.proposition_changes(book, as_of, 1, 3),
    by(ss.proposal_fit): twins.proposal_fit,
    by(ss.thanks): twins.thanks,
    by(ss.thanks, follow_days=1): lambda book, as_of: twins.thanks(book, as_of, 1),
    by(ss.thank_you_rates): twins.rates_by_account,
    by(ss.thank_you_rates, by="source"): twins.rates_by_source,
    by(ss.thank_you_rates, by="seller"): twins.rates_by_seller,
}
RULES = [by(ss.check_objectives), *PAIRS]
BY_ACCOUNT = [rule for rule in RULES if not rule.__name__.endswith(("-seller", "-source", "_matrix"))]
"""Rules whose rows are of an account's objectives. The matrix lists people where they work, with all that they take part
in, which may be an objective of another account."""
TABLE_RULES = [rule for rule in RULES if not rule.__name__.startswith("proposition_changes")]


def close(result: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with numbers that float noise does not tell apart."""
    return [
        {name: round(value, 9) if isinstance(value, float) else value for name, value in row.items()} for row in result
    ]


def in_polars(tables: Any) -> dict[str, Any]:
    """The tables in the engine that is the quickest where there is little data."""
    polars = pytest.importorskip("polars")
    return {name: polars.from_pandas(table) for name, table in tables.items()}


@settings(max_examples=6)
@given(method_books())
def test_rules_agree_with_their_twins(book: Frames) -> None:
    """In Polars; that pandas says the same is tested below."""
    tables, plain = in_polars(book), rows_by_table(book)
    for rule, twin in PAIRS.items():
        assert close(rows_of(rule(tables, as_of=AS_OF))) == close(twin(plain, AS_OF)), rule.__name__


@settings(max_examples=3)
@given(method_books(), st.data())
def test_rules_mean_the_same_however_a_book_comes(book: Frames, data: st.DataObject) -> None:
    """As a Book; or as tables with rows in another order, days as text, and without what came later."""
    remaining = {name: table.copy(deep=True) for name, table in book.items()}
    whole, mixed = ss.Book(book), iso_text(known_then(data.draw(shuffled(book)), AS_OF))
    for rule in RULES:
        result = rule(mixed, as_of=AS_OF)
        pd.testing.assert_frame_equal(rule(whole, as_of=AS_OF), result)
        if rule in PAIRS:
            assert close(rows_of(result)) == close(PAIRS[rule](rows_by_table(book), AS_OF)), rule.__name__
    for name, table in book.items():
        pd.testing.assert_frame_equal(table, remaining[name])


@settings(max_examples=10)
@given(method_books())
def test_an_account_is_a_portfolio_of_one(book: Frames) -> None:
    whole = ss.Book(book)
    alone = [whole.select(account_id=account) for account in sorted(book["accounts"]["account_id"])]
    parts = [in_polars(part.tables) for part in alone]
    for rule in BY_ACCOUNT:
        result = [row for part in parts for row in rows_of(rule(part, as_of=AS_OF))]
        assert close(result) == close(rows_of(rule(in_polars(whole.tables), as_of=AS_OF))), rule.__name__


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_an_empty_book_gives_an_empty_frame_with_the_same_columns(rule: Rule) -> None:
    empty = frames({})
    result = rule(empty, as_of=AS_OF)
    assert len(result) == 0
    few = {name: empty[name] for name in ("accounts", "people", "influences")}
    pd.testing.assert_frame_equal(rule(few, as_of=AS_OF), result)
    full = rule(ss.demo(), as_of=AS_OF)
    assert list(result.columns) == list(full.columns)
    assert list(result.dtypes.astype(str)) == list(full.dtypes.astype(str))
    assert len(full)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_as_of_that_is_no_day_is_refused(rule: Rule) -> None:
    with pytest.raises(ValueError, match="23/11/2026"):
        rule(frames({}), as_of="23/11/2026")


@pytest.mark.parametrize("rule", [ss.conversation_modes, ss.thank_you_rates], ids=lambda rule: rule.__name__)
def test_an_unknown_way_to_count_is_refused(rule: Rule) -> None:
    with pytest.raises(ValueError, match="“month” is not known; write"):
        rule(frames({}), by="month", as_of=AS_OF)


def test_versions_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match="version 2 is not before version 1"):
        ss.proposition_changes(frames({}), old=2, new=1)
