"""Red flags: worked examples, and the slow twin on random books."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stratsell as ss
from tests.support import twins
from tests.support.strategies import AS_OF, Frames, books, hand, rows_by_table, rows_of

COLUMNS = ["account_id", "objective_id", "person_id", "flag", "detail", "source"]
windows = st.sampled_from([0, 1, 89, 179, 180, 181, 401])


@given(books())
def test_red_flags_agree_with_the_twin(book: Frames) -> None:
    result = rows_of(ss.red_flags(book, as_of=AS_OF))
    assert result == twins.red_flags(rows_by_table(book), AS_OF)


@given(books(), windows, windows, windows)
def test_red_flags_agree_with_the_twin_in_other_windows(
    book: Frames, fresh_days: int, new_days: int, reorg_days: int
) -> None:
    result = ss.red_flags(book, as_of=AS_OF, fresh_days=fresh_days, new_days=new_days, reorg_days=reorg_days)
    expected = twins.red_flags(rows_by_table(book), AS_OF, fresh_days, new_days, reorg_days)
    assert rows_of(result) == expected


@settings(max_examples=10)
@given(books())
def test_red_flags_keep_their_columns_and_types(book: Frames) -> None:
    result = ss.red_flags(book, as_of=AS_OF)
    assert list(result.columns) == COLUMNS
    assert {str(dtype) for dtype in result.dtypes} == {"str"}
    assert result.drop(columns="person_id").notna().all(axis=None)


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
    result = ss.red_flags(FOODS, as_of=AS_OF)
    assert [tuple(row.values())[1:5] for row in rows_of(result) if row["source"] == "article"] == [
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
    result = ss.red_flags(FOODS, as_of=as_of, reorg_days=reorg_days)
    assert sum(result["flag"] == "reorganization") == flags


# --- From practice -------------------------------------------------------------------------------


def works(*, people: str, influences: str, relationships: str = "", touchpoints: str = "") -> Frames:
    """One account with one objective that is not written down, W."""
    return hand(
        accounts="""
            account_id name
            W          Works
        """,
        people=f"person_id account_id name in_role_since leaves_on\n{people}",
        influences=f"objective_id person_id roles mindset degree support decision certainty thanked_on\n{influences}",
        relationships=f"source_id target_id kind\n{relationships}",
        touchpoints=f"touchpoint_id person_id seller on status\n{touchpoints}",
    )


def practised(book: Frames) -> list[tuple[str | None, str, str]]:
    """Who, which flag, and why, of those that practice adds."""
    result = rows_of(ss.red_flags(book, as_of=AS_OF))
    assert {row["source"] for row in result} <= {"article", "practice"}
    return [(row["person_id"], row["flag"], row["detail"]) for row in result if row["source"] == "practice"]


def test_those_who_are_against_it_and_whose_word_counts_are_opposed() -> None:
    """-3 is enough and -2.5 is not; a no is, whatever the support; a low or blank degree counts little."""
    book = works(
        people="a W Ann - -\nb W Bob - -\nc W Cyd - -\nd W Dee - -\ne W Eli - -\nf W Fay - -",
        influences="""
            W a user      growth high   -3   -   - -
            W b technical growth medium -5   no  - -
            W c technical growth medium 2    no  - -
            W d user      growth low    -5   -   - -
            W e user      growth -      -5   -   - -
            W f coach     growth high   -2.5 -   - 2026-11-01
        """,
        touchpoints="1 a Bea 2026-11-20 done",
    )
    assert practised(book) == [
        ("a", "opposed", "strongly against it"),
        ("b", "opposed", "strongly against it, and said no"),
        ("c", "opposed", "said no"),
    ]


def test_an_account_with_one_contact_hangs_on_them() -> None:
    book = works(
        people="a W Ann - -\nb W Bob - -",
        influences="W a coach growth high 3 - - -\nW b user growth high 3 - - -",
        touchpoints="1 a Bea 2026-11-20 done",
    )
    assert practised(book) == [("a", "single_threaded", "nobody else has been spoken with lately")]


@pytest.mark.parametrize(
    ("since", "leaves", "certainty", "text"),
    [
        ("-", "-", "-", None),
        ("2026-10-01", "-", "-", "in role since 2026-10-01"),
        ("-", "2026-12-31", "known", "leaving on 2026-12-31"),
        ("-", "-", "uncertain", "marked as uncertain"),
        ("2026-10-01", "2026-12-31", "-", "in role since 2026-10-01, leaving on 2026-12-31"),
    ],
)
def test_a_frail_coach_who_is_our_only_door_is_a_single_thread(
    since: str, leaves: str, certainty: str, text: str | None
) -> None:
    """Cy leads to Dee and Eli, to whom Bob, whom we know as well, does not lead."""
    book = works(
        people=f"b W Bob - -\nc W Cy {since} {leaves}\nd W Dee - -\ne W Eli - -",
        influences=f"""
            W b user      growth high 3 - -           -
            W c coach     growth high 3 - {certainty} -
            W d economic  growth high 3 - -           -
            W e technical growth high 3 - -           -
        """,
        relationships="c d influences\nd e reports_to",
        touchpoints="1 b Bea 2026-11-20 done\n2 c Bea 2026-11-20 done",
    )
    result = ss.reach(book, as_of=AS_OF).set_index("person_id")
    assert (result["only"]["c"], result["only_to"]["c"], list(result.index)) == (2, "d; e", ["c"])
    why = f"our only door to 2 people, and {text}"
    assert practised(book) == ([("c", "single_threaded", why)] if text else [])


def test_nobody_is_a_coach_until_we_have_spoken_with_one() -> None:
    text = (None, "no_coach", "nobody we have spoken with lately is a coach")
    people, influences = "a W Ann - -\nb W Bob - -", "W a coach growth high 3 - - -\nW b user growth high 3 - - {}"
    book = works(people=people, influences=influences.format("2026-11-01"), touchpoints="1 b Bea 2026-11-20 done")
    assert text in practised(book)
    book = works(people=people, influences=influences.format("-"), touchpoints="1 a Bea 2026-11-20 done")
    assert text not in practised(book)


def test_a_decider_who_sees_nothing_to_change_is_closed_minded() -> None:
    book = works(
        people="a W Ann - -\nb W Bob - -\nc W Cyd - -",
        influences="""
            W a economic  even_keel     high 3 - - 2026-11-01
            W b economic  overconfident low  3 - - -
            W c coach     even_keel     high 3 - - 2026-11-01
        """,
    )
    assert practised(book) == [("a", "closed_minded", "on an even keel"), ("b", "closed_minded", "overconfident")]


def test_what_is_announced_is_no_flag_yet() -> None:
    """A job and a reorganization that begin within 30 days are things to talk about, and worry nobody before."""
    book = ss.Book(ss.demo().select(account_id="halden").tables)
    result = ss.red_flags(book, as_of="2026-12-10")
    assert not set(result["flag"]) & {"reorganization"}
    on_the_day = ss.red_flags(book, as_of="2027-01-11")
    assert "reorganization" in set(on_the_day["flag"])


def test_the_flags_of_one_source_can_be_asked_for_alone() -> None:
    book = ss.demo()
    flags = ss.red_flags(book, as_of="2026-11-23")
    for source in ("article", "practice"):
        result = ss.red_flags(book, as_of="2026-11-23", source=source)
        pd.testing.assert_frame_equal(result, flags[flags["source"] == source].reset_index(drop=True))
    with pytest.raises(ValueError, match="theory"):
        ss.red_flags(book, as_of="2026-11-23", source="theory")
