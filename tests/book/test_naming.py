"""Names stand beside the ids of whatever a rule finds, in the kind of frame that it came in."""

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import stratsell as ss

DAY = "2026-11-23"


@pytest.fixture(scope="module")
def book() -> ss.Book:
    return ss.demo()


def test_single_ids_and_joined_ones_get_names(book: ss.Book) -> None:
    gaps = ss.named(ss.missing_influences(book, as_of=DAY), book)
    gap = gaps[gaps["objective_id"] == "calloway-1"].iloc[0]
    people = dict(book.tables["people"][["person_id", "name"]].values)
    assert gap["account"] == "Calloway Health"
    assert gap["candidate_names"] == "; ".join(people[part] for part in gap["candidates"].split("; "))
    ways = book.named(ss.introductions(book, as_of=DAY)).set_index("person_id")
    assert ways.loc["nw-osei", "person"] == "Amara Osei"
    assert ways.loc["nw-osei", "route_names"].endswith(" > Amara Osei")
    assert pd.isna(ways.loc[ways["route"].isna(), "route_names"]).all()


@pytest.mark.parametrize(
    "rule",
    [ss.coverage, ss.levels, ss.red_flags, ss.next_actions, ss.reach, ss.tested, ss.thanks, ss.proposition_changes],
)
def test_rows_and_columns_stay_as_they_are(book: ss.Book, rule) -> None:
    result = rule(book, as_of=DAY)
    names = ss.named(result, book)
    pd.testing.assert_frame_equal(names[list(result.columns)], result)
    assert list(names.columns)[:2] == ["account_id", "account"]
    assert names["account"].notna().all()


@pytest.mark.parametrize("kind", [pl.from_pandas, lambda frame: pa.Table.from_pandas(frame, preserve_index=False)])
def test_every_kind_of_frame_is_given_back_as_it_came(book: ss.Book, kind) -> None:
    result = ss.red_flags(book, as_of=DAY)
    names = ss.named(kind(result), {name: kind(table) for name, table in book.tables.items()})
    assert type(names) is type(kind(result))
    columns = ["account", "objective", "person", "detail"]
    remaining = (names.to_pandas()[columns].astype("str"), ss.named(result, book)[columns])
    pd.testing.assert_frame_equal(*remaining)


def test_an_index_is_kept_and_names_that_are_there_are_left_alone(book: ss.Book) -> None:
    rows = ss.portfolio(book, as_of=DAY).set_index("objective_id", drop=False).head(3)
    pd.testing.assert_frame_equal(ss.named(rows, book), rows)
    few = pd.DataFrame({"person_id": ["nw-osei", "nobody", None]}, index=[7, 3, 7])
    names = ss.named(few, book)
    assert names.index.tolist() == [7, 3, 7]
    assert names["person"].tolist()[0] == "Amara Osei" and names["person"].isna().tolist() == [False, True, True]


def test_an_objective_that_is_not_written_down_is_called_as_its_account() -> None:
    tables = {
        "accounts": pd.DataFrame({"account_id": ["a"], "name": ["Aster"]}),
        "people": pd.DataFrame({"person_id": [], "account_id": [], "name": []}, dtype="str"),
        "influences": pd.DataFrame({"objective_id": [], "person_id": []}, dtype="str"),
    }
    names = ss.named(ss.coverage(tables, as_of=DAY), tables)
    assert names[["account", "objective"]].to_numpy().tolist() == [["Aster", "Aster"]]


def test_a_lazy_frame_is_refused_with_what_to_do(book: ss.Book) -> None:
    with pytest.raises(TypeError, match="collect it first"):
        ss.named(pl.from_pandas(ss.coverage(book, as_of=DAY)).lazy(), book)
