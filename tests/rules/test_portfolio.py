"""The portfolio: the slow twin, where we help best first, and books with little in them."""

import pandas as pd
from hypothesis import given, settings

import stratsell as ss
from tests.support import twins, twins_method
from tests.support.method_books import method_books
from tests.support.strategies import AS_OF, Frames, books, frames, rows_by_table, rows_of


def twin(book, as_of):
    """An objective at a time, looked up row by row."""
    result = []
    flags = twins.red_flags(book, as_of)
    covered = {row["objective_id"]: row for row in twins.coverage(book, as_of)}
    weighed = {row["objective_id"]: row for row in twins_method.priorities(book, as_of)}
    written = {(row["account_id"], row["objective_id"]): row for row in twins.rows(book, "objectives")}
    accounts = {row["account_id"]: row for row in twins.rows(book, "accounts")}
    for objective in twins.open_objectives(book, as_of):
        here, account = objective["objective_id"], accounts[objective["account_id"]]
        kinds = [flag["flag"] for flag in flags if flag["objective_id"] == here]
        gaps = [role for role in twins.ROLES if covered[here][role] == 0]
        aim = written.get((objective["account_id"], here), {})
        result.append(
            {
                **covered[here],
                "account": account["name"],
                "objective": aim.get("name"),
                "industry": account.get("industry"),
                "owner": account.get("owner"),
                "priority": weighed[here]["score"],
                "missing_roles": "; ".join(gaps) or None,
                **{flag: kinds.count(flag) for flag in twins.FLAGS},
                "red_flags": len(kinds),
                "value": aim.get("value"),
                "due_on": aim.get("due_on"),
                "advice": weighed[here]["advice"],
            }
        )

    def place(row):
        gaps = sum(row[role] == 0 for role in twins.ROLES)
        worth = -1 if row["priority"] is None else round(row["priority"], 9)
        return -worth, -gaps, row["score"], -row["red_flags"], row["account_id"], row["objective_id"]

    return sorted(result, key=place)


@settings(max_examples=8)
@given(books() | method_books())
def test_the_portfolio_agrees_with_the_twin(book: Frames) -> None:
    assert close(rows_of(ss.portfolio(book, as_of=AS_OF))) == close(twin(rows_by_table(book), AS_OF))


def close(result):
    return [{name: round(cell, 9) if isinstance(cell, float) else cell for name, cell in row.items()} for row in result]


def test_where_we_help_best_stands_first_and_where_we_know_least_last() -> None:
    result = ss.portfolio(ss.demo(), as_of=AS_OF)["priority"]
    assert result.dropna().is_monotonic_decreasing
    assert result.isna().is_monotonic_increasing


def test_an_empty_book_has_the_same_columns() -> None:
    nothing = ss.portfolio(frames({}), as_of=AS_OF)
    assert len(nothing) == 0
    assert nothing.dtypes.equals(ss.portfolio(ss.demo(), as_of=AS_OF).dtypes)


def test_a_mapping_of_bare_tables_is_enough() -> None:
    bare = {
        "accounts": pd.DataFrame({"account_id": ["a"], "name": ["A"]}),
        "people": pd.DataFrame({"person_id": ["p"], "account_id": ["a"], "name": ["P"]}),
        "influences": pd.DataFrame({"objective_id": ["a"], "person_id": ["p"], "roles": ["user"]}),
    }
    (row,) = rows_of(ss.portfolio(bare, as_of=AS_OF))
    assert (row["account"], row["objective"], row["owner"], row["due_on"]) == ("A", None, None, None)
    assert row["missing_roles"] == "economic; technical; coach"


def test_the_explorer_shows_the_book_as_it_is_and_exports_what_is_left() -> None:
    book = ss.demo()
    explorer = ss.explore(book, as_of=AS_OF, view="portfolio")
    assert explorer.portfolio.rows["count"] == len(ss.portfolio(book, as_of=AS_OF))
    book.update("accounts", "northwind", owner="=Ann")
    assert "=Ann" in explorer.portfolio.rows["coded"]["owner"]["words"]
    explorer.portfolio._answer(None, {"do": "shown", "at": explorer.portfolio._sent}, [b"\x01\0\0\0"])
    assert len(explorer.portfolio.frame) == 1
    starts = {"csv": b"account_id", "xlsx": b"PK", "png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}
    assert all(explorer.export(kind).content.startswith(start) for kind, start in starts.items())
    explorer.portfolio._visit("calloway-1")
    assert (explorer.view, explorer.account_id) == ("account", "calloway")


def test_a_book_without_accounts_has_an_empty_portfolio() -> None:
    explorer = ss.explore(ss.Book(frames({})), as_of=AS_OF, view="portfolio")
    assert explorer.portfolio.rows["count"] == 0
    assert explorer.export("png").content.startswith(b"\x89PNG")
