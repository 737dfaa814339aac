"""Red flags: worked examples, and the slow twin on random books."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stratsell as ss
from tests.support import twins
from tests.support.strategies import AS_OF, Frames, books, hand, rows_by_table, rows_of

COLUMNS = ["account_id", "objective_id", "person_id", "flag", "detail"]
windows = st.sampled_from([0, 1, 89, 179, 180, 181, 401])


@given(books())
def test_red_flags_agree_with_the_twin(book: Frames) -> None:
    found = rows_of(ss.red_flags(book, as_of=AS_OF))
    assert found == twins.red_flags(rows_by_table(book), AS_OF)


@given(books(), windows, windows, windows)
def test_red_flags_agree_with_the_twin_in_other_windows(
    book: Frames, fresh_days: int, new_days: int, reorg_days: int
) -> None:
    found = ss.red_flags(book, as_of=AS_OF, fresh_days=fresh_days, new_days=new_days, reorg_days=reorg_days)
    expected = twins.red_flags(rows_by_table(book), AS_OF, fresh_days, new_days, reorg_days)
    assert rows_of(found) == expected


@settings(max_examples=10)
@given(books())
def test_red_flags_keep_their_columns_and_types(book: Frames) -> None:
    found = ss.red_flags(book, as_of=AS_OF)
    assert list(found.columns) == COLUMNS
    assert {str(dtype) for dtype in found.dtypes} == {"str"}
    assert found.drop(columns="person_id").notna().all(axis=None)


# --- Worked examples ----------------------------------------------------------------------------

FOODS = hand(
    accounts="""
        account_id name  reorganized_on
        F          Foods 2026-09-01
    """,
    objectives="""
        objective_id account_id name  status closed_on
        now          F          Now   -      -
        old          F          Old   closed 2026-11-23
        soon         F          Soon  closed 2026-11-24
        who          F          Who   closed -
    """,
    people="""
        person_id account_id name in_role_since
        ann       F          Ann  2026-05-27
        bob       F          Bob  2026-05-28
        cyd       F          Cyd  2026-11-24
    """,
    influences="""
        objective_id person_id roles    mindset degree business_result personal_win certainty
        now          ann       economic growth  high   margin          -            uncertain
        now          bob       user     trouble low    uptime          sleep        known
        now          cyd       -        -       medium -               calm         -
        old          ann       -        -       -      -               -            uncertain
        who          ann       -        -       -      -               -            uncertain
    """,
    touchpoints="""
        touchpoint_id person_id objective_id seller on         status
        1             ann       now          Bea    2026-01-31 done
        2             ann       now          Bea    2026-01-15 done
        3             ann       now          Bea    2026-11-20 planned
        4             ann       soon         Bea    2026-11-20 done
    """,
)


def test_red_flags_of_a_small_account() -> None:
    """Closed objectives raise none; Soon is open until tomorrow, so it has the account's own flag.

    Ann has been in her job for exactly 180 days, which is no longer new; Cyd starts tomorrow and
    has no role, so nobody misses a conversation with her.
    """
    found = ss.red_flags(FOODS, as_of=AS_OF)
    assert [tuple(row.values())[1:] for row in rows_of(found)] == [
        ("now", None, "reorganization", "reorganized on 2026-09-01"),
        ("now", "ann", "missing_information", "personal_win"),
        ("now", "ann", "uncertain_information", "marked as uncertain"),
        ("now", "ann", "uncontacted", "last contact 2026-01-31"),
        ("now", "bob", "uncontacted", "never contacted"),
        ("now", "bob", "new_to_job", "in role since 2026-05-28"),
        ("now", "cyd", "missing_information", "roles, mindset, business_result"),
        ("soon", None, "reorganization", "reorganized on 2026-09-01"),
    ]


@pytest.mark.parametrize(
    ("as_of", "reorg_days", "flags"),
    [
        ("2026-08-31", 180, 0),
        ("2026-09-01", 180, 3),
        ("2027-02-27", 180, 1),
        ("2027-02-28", 180, 0),
        ("2027-02-28", 181, 1),
    ],
)
def test_a_reorganization_worries_for_reorg_days(as_of: str, reorg_days: int, flags: int) -> None:
    """Once per open objective: Old, Soon and Now are open in September, later only Now."""
    found = ss.red_flags(FOODS, as_of=as_of, reorg_days=reorg_days)
    assert sum(found["flag"] == "reorganization") == flags
