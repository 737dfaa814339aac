"""Levels and coverage: worked examples, and the slow twin on random books."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stratsell as ss
from tests.support import twins
from tests.support.strategies import AS_OF, Frames, books, frame, hand, rows_by_table, rows_of

COLUMNS = [
    "account_id",
    "objective_id",
    "economic",
    "user",
    "technical",
    "coach",
    "score",
    "influences",
    "contacted",
    "thanked",
]


@given(books())
def test_levels_agree_with_the_twin(book: Frames) -> None:
    result = rows_of(ss.levels(book, as_of=AS_OF))
    assert result == twins.levels(rows_by_table(book), AS_OF)


@given(books(), st.sampled_from([0, 1, 30, 91, 400]))
def test_levels_agree_with_the_twin_in_other_windows(book: Frames, fresh_days: int) -> None:
    result = rows_of(ss.levels(book, as_of=AS_OF, fresh_days=fresh_days))
    assert result == twins.levels(rows_by_table(book), AS_OF, fresh_days)


@given(books())
def test_coverage_agrees_with_the_twin(book: Frames) -> None:
    result = rows_of(ss.coverage(book, as_of=AS_OF))
    assert result == twins.coverage(rows_by_table(book), AS_OF)


@settings(max_examples=10)
@given(books())
def test_coverage_keeps_its_columns_types_and_bounds(book: Frames) -> None:
    result = ss.coverage(book, as_of=AS_OF)
    assert list(result.columns) == COLUMNS
    assert [str(result[name].dtype) for name in COLUMNS[:2]] == ["str", "str"]
    counts = [name for name in COLUMNS[2:] if name != "score"]
    assert all(pd.api.types.is_integer_dtype(result[name].dtype) for name in counts)
    assert result["score"].dtype == "float64"
    assert result["score"].between(0, 1).all()
    assert (result["thanked"] <= result["contacted"]).all()
    assert (result["contacted"] <= result["influences"]).all()


@settings(max_examples=10)
@given(books(), st.data())
def test_one_more_contact_never_lowers_coverage(book: Frames, data: st.DataObject) -> None:
    people = list(book["people"]["person_id"])
    if not people:
        return
    more = {
        "touchpoint_id": "one more",
        "person_id": data.draw(st.sampled_from(people)),
        "seller": "Bea Lund",
        "on": AS_OF,
        "status": "done",
        "mode": data.draw(st.sampled_from(["tell", "consult", None])),
    }
    parts = [book[name] for name in ["touchpoints"] if name in book]
    touchpoints = pd.concat([*parts, frame("touchpoints", [more])])
    before = ss.coverage(book, as_of=AS_OF).drop(columns=["account_id", "objective_id"])
    after = ss.coverage({**book, "touchpoints": touchpoints}, as_of=AS_OF)[before.columns]
    assert (after >= before).all(axis=None)


# --- Worked examples ----------------------------------------------------------------------------

FOODS = hand(
    accounts="""
        account_id name
        F          Foods
    """,
    people="""
        person_id account_id name
        ann       F          Ann
        bob       F          Bob
        cyd       F          Cyd
        dee       F          Dee
        eve       F          Eve
    """,
    influences="""
        objective_id person_id roles          thanked_on
        F            ann       economic       -
        F            bob       user;technical -
        F            cyd       user           2026-11-23
        F            dee       coach          2026-11-24
        F            eve       -              -
    """,
    touchpoints="""
        touchpoint_id person_id objective_id seller on         status  mode
        1             ann       -            Bea    2026-08-25 done    co_create
        2             bob       -            Bea    2026-08-26 done    tell
        3             dee       F            Bea    2026-11-23 done    test
        4             ann       F            Bea    2026-11-20 planned consult
        5             ann       F            Bea    2026-11-24 done    consult
    """,
)


def test_levels_of_a_small_account() -> None:
    """Ann was spoken to 90 days ago, one day too long; Dee will only say thank you tomorrow."""
    result = ss.levels(FOODS, as_of=AS_OF).set_index("person_id")
    assert result["level"].to_dict() == {"ann": 1, "bob": 2, "cyd": 4, "dee": 3, "eve": 1}
    last = result["last_contact"].dropna().dt.strftime("%Y-%m-%d")
    assert last.to_dict() == {"ann": "2026-08-25", "bob": "2026-08-26", "dee": "2026-11-23"}


def test_coverage_of_a_small_account() -> None:
    """Eve has no role, so she is no influence; (1 + 4 + 2 + 3) / 16 = 0.625."""
    assert rows_of(ss.coverage(FOODS, as_of=AS_OF)) == [
        {
            "account_id": "F",
            "objective_id": "F",
            "economic": 1,
            "user": 4,
            "technical": 2,
            "coach": 3,
            "score": 0.625,
            "influences": 4,
            "contacted": 3,
            "thanked": 1,
        }
    ]


@pytest.mark.parametrize(
    ("as_of", "fresh_days", "ann"),
    [("2026-11-22", 90, 3), ("2026-11-23", 90, 1), ("2026-11-23", 91, 3), ("2026-11-24", 90, 3)],
)
def test_a_contact_is_fresh_for_fresh_days(as_of: str, fresh_days: int, ann: int) -> None:
    result = ss.coverage(FOODS, as_of=as_of, fresh_days=fresh_days)
    assert list(result["economic"]) == [ann]


def test_a_touchpoint_counts_for_its_objective_or_where_blank_for_all() -> None:
    book = hand(
        accounts="""
            account_id name
            A          Acme
        """,
        objectives="""
            objective_id account_id name status closed_on
            one          A          One  -      -
            two          A          Two  closed 2026-01-01
        """,
        people="""
            person_id account_id name
            ann       A          Ann
            bob       A          Bob
        """,
        influences="""
            objective_id person_id roles
            one          ann       economic
            two          ann       user
            one          bob       user
            two          bob       economic
        """,
        touchpoints="""
            touchpoint_id person_id objective_id seller on         status mode
            1             ann       one          Bea    2026-11-20 done   consult
            2             bob       -            Bea    2026-11-20 done   sell
        """,
    )
    result = ss.coverage(book, as_of=AS_OF)[["objective_id", "economic", "user"]]
    assert result.to_numpy().tolist() == [["one", 3, 2], ["two", 2, 1]]
