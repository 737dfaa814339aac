"""Where we can help best: worked examples, and what may never move the score."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import stratsell as ss
from stratsell.rules.engine import tables_of
from stratsell.rules.priorities import beaten
from tests.support import twins_method as twins
from tests.support.method_books import method_books
from tests.support.plan_books import plan_books
from tests.support.strategies import AS_OF, Frames, hand, rows_by_table, rows_of


def close(result: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: round(cell, 9) if isinstance(cell, float) else cell for name, cell in row.items()} for row in result]


@settings(max_examples=40)
@given(method_books())
def test_priorities_agree_with_the_twin(book: Frames) -> None:
    assert close(rows_of(ss.priorities(book, as_of=AS_OF))) == close(twins.priorities(rows_by_table(book), AS_OF))


# --- Worked examples ------------------------------------------------------------------------------


def weighed(*options: str, influences: str = "W a user growth high 3 -") -> dict[str, Any]:
    """What is said of one objective with these options: name, source, fit and the day on which it was offered."""
    book = hand(
        accounts="account_id name\nW Works",
        people="person_id account_id name\na W Ann\nb W Bob\nc W Cyd",
        influences=f"objective_id person_id roles mindset degree support decision\n{influences}",
        options="objective_id option source fit offered_on\n" + "\n".join(f"W {option}" for option in options),
    )
    [row] = rows_of(ss.priorities(book, as_of=AS_OF))
    return row


def test_until_another_option_is_weighed_nobody_knows() -> None:
    for options in ((), ("Pump ours 4 -",), ("Pump ours 4 -", "Tank partner - -")):
        row = weighed(*options)
        assert (row["advantage"], row["score"]) == (None, None)
        assert row["advice"].startswith("Weigh ")


def test_the_score_is_the_mean_of_advantage_openness_and_backing() -> None:
    """Ann weighs 3 and wants a change, Bob 2 and does not, Cyd 1 and nobody knows: (3 x 3 + 2 x -2 + 0) / 6 = 5/6."""
    people = "W a user growth high 3 -\nW b technical even_keel medium -2 -\nW c coach - - - -"
    row = weighed("Pump ours 4 -", "Wait do_nothing 1.5 -", influences=people)
    assert (row["advantage"], row["openness"], round(row["backing"], 9)) == (2.5, 0.5, round((5 / 6 + 5) / 10, 9))
    assert round(row["score"], 9) == round((2.5 / 5 + 0.5 + (5 / 6 + 5) / 10) / 3, 9)
    assert row["advice"] == "We can help best: spend time here, with Pump."


@pytest.mark.parametrize(
    ("ours", "other", "advice"),
    [
        ("4", "Tank partner 3", "We can help best"),
        (
            "4",
            "Tank partner 3.5",
            "Too close to call: find out together whether ours or Tank (partner) serves them better.",
        ),
        ("4", "Tank in_house 4.5", "Too close to call: find out together whether ours or Tank (in-house) serves"),
        ("3.5", "Tank partner 4.5", "Another source helps them better: say so, and help them with it where we can."),
        ("0", "Wait do_nothing 1", "Doing nothing helps them best: say so. They call it “Wait”."),
    ],
)
def test_below_one_either_way_it_is_too_close_to_call(ours: str, other: str, advice: str) -> None:
    row = weighed(f"Pump ours {ours} -", f"{other} -")
    assert row["advice"].startswith(advice)
    assert (row["score"] > 0) == (float(ours) > float(other.rsplit(maxsplit=1)[-1]))


def test_say_so_is_said_once() -> None:
    options = ["Pump ours 3 -", "Tank partner 4.5 2026-10-23", "Well in_house 4.5 -"]
    row = weighed(*options)
    assert (row["other_option"], row["offered_on"], row["score"]) == ("Tank", date(2026, 10, 23), 0.0)
    assert row["advice"].startswith("We told them on 2026-10-23 what helps them better: Tank (partner).")
    later = weighed("Pump ours 3 -", "Tank partner 4.5 2026-11-24")
    assert later["advice"].startswith("Another source helps them better: say so")
    better = weighed(*options, "Lake competitor 5 -")
    assert (better["other_option"], better["offered_on"]) == ("Lake", None)
    assert better["advice"].startswith("Another source helps them better: say so")


@given(method_books())
@settings(max_examples=10)
def test_who_is_beaten_and_has_been_told_is_not_told_again(book: Frames) -> None:
    result = beaten(tables_of(ss.Book(book)), AS_OF).collect().to_pandas()
    message = [row for row in twins.priorities(rows_by_table(book), AS_OF) if (row["advantage"] or 0) <= -1]
    offered = {row["objective_id"]: row["offered_on"] is not None for row in message}
    assert dict(zip(result["objective_id"], result["offered"], strict=True)) == offered


# --- What may never move the score ----------------------------------------------------------------


def scores(book: Frames) -> pd.Series:
    """The scores by objective; where nobody knows, less than any."""
    return ss.priorities(book, as_of=AS_OF).set_index("objective_id")["score"].fillna(-1.0)


def changed(book: Frames, data: st.DataObject, table: str, **cells: Any) -> Frames:
    """The book with some cells of one row of a table changed."""
    assume(len(book.get(table, ())))
    frame = book[table].copy()
    index = data.draw(st.sampled_from(list(frame.index)))
    for column, cell in cells.items():
        if column not in frame:
            frame[column] = pd.Series(
                None, index=frame.index, dtype="datetime64[us]" if column.endswith("_on") else "str"
            )
        frame.loc[index, column] = cell
    return {**book, table: frame}


some = settings(max_examples=15)


@some
@given(method_books() | plan_books(), st.data())
def test_a_thank_you_never_lowers_a_score(book: Frames, data: st.DataObject) -> None:
    thanked = changed(book, data, "influences", thanked_on=pd.Timestamp(AS_OF))
    assert (scores(thanked) >= scores(book)).all()


@some
@given(
    method_books() | plan_books(),
    st.data(),
    st.sampled_from(["partner", "competitor", "in_house", "do_nothing"]),
    st.floats(0, 5),
)
def test_weighing_another_option_never_raises_a_score(
    book: Frames, data: st.DataObject, source: str, fit: float
) -> None:
    """Where one is known; where none was, there is one now."""
    before = scores(book)
    assume(len(before))
    aim = data.draw(st.sampled_from(list(before.index)))
    more = pd.DataFrame({"objective_id": [aim], "option": ["another"], "source": [source], "fit": [fit]})
    known = before[before >= 0]
    after = scores({**book, "options": pd.concat([book["options"], more]) if "options" in book else more})
    assert (after[known.index] <= known).all()


@some
@given(method_books() | plan_books(), st.data())
def test_a_no_of_an_economic_influence_never_raises_a_score(book: Frames, data: st.DataObject) -> None:
    assume("roles" in book["influences"])
    refused = changed(book, data, "influences", decision="no")
    before = scores(book)
    assert (scores(refused) <= before + 1e-12).all()
