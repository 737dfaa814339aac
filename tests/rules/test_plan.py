"""What to do next: as its twin says, what must hold of any plan, and worked examples."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stratsell as ss
from tests.support import plans, twins_plan
from tests.support.method_books import known_then, method_books
from tests.support.plan_books import plan_books
from tests.support.strategies import AS_OF, Frames, Rows, frames, hand, iso_text, rows_by_table, rows_of, shuffled

HARD = ("even_keel", "overconfident")


@settings(max_examples=16)
@given(method_books() | plan_books())
def test_the_plan_is_what_its_twin_says(book: Frames) -> None:
    result = rows_of(ss.next_actions(book, as_of=AS_OF))
    assert [{name: row[name] for name in twins_plan.COLUMNS} for row in result] == twins_plan.next_actions(
        rows_by_table(book), AS_OF
    )


def test_the_plan_of_the_demo_is_what_its_twin_says() -> None:
    book = ss.demo().tables
    result = rows_of(ss.next_actions(book, as_of=AS_OF))
    assert [{name: row[name] for name in twins_plan.COLUMNS} for row in result] == twins_plan.next_actions(
        rows_by_table(book), AS_OF
    )


@settings(max_examples=3)
@given(method_books(), st.data())
def test_a_plan_is_the_same_however_a_book_comes(book: Frames, data: st.DataObject) -> None:
    result = ss.next_actions(book, as_of=AS_OF)
    announced = data.draw(shuffled(book))  # plans know what is announced, which `known_then` would forget
    mixed = iso_text(
        announced
        | {name: known_then(announced, AS_OF)[name] for name in ("touchpoints", "feedback") if name in announced}
    )
    pd.testing.assert_frame_equal(ss.next_actions(mixed, as_of=AS_OF), result)


# --- What must hold of any plan ------------------------------------------------------------------


def plan_of(book: Frames) -> tuple[Rows, Rows]:
    """The whole plan, and what of it is suggested."""
    rows = rows_of(ss.next_actions(book, as_of=AS_OF))
    return rows, [row for row in rows if row["status"] == "suggested"]


@settings(max_examples=10)
@given(method_books() | plan_books())
def test_nobody_hard_to_influence_is_tested_or_pressed(book: Frames) -> None:
    minds = {(row["objective_id"], row["person_id"]): row.get("mindset") for row in rows_by_table(book)["influences"]}
    _, suggested = plan_of(book)
    for row in suggested:
        asked = {row["action"]} if minds.get((row["objective_id"], row["person_id"])) in HARD else set()
        assert not asked & {"test", "answer", "engage", "propose", "decide"}
    everybody = {row["person_id"] for row in rows_by_table(book)["people"]}
    never = {person for person in everybody if {minds.get(key) for key in minds if key[1] == person} <= set(HARD)}
    for row in plan_of(book)[0]:
        if row["person_id"] in never:
            assert not set((row["takes_in"] or "").split("; ")) & {"test", "answer", "engage", "propose", "decide"}


@settings(max_examples=10)
@given(method_books() | plan_books())
def test_at_most_one_thing_at_a_time_with_a_person(book: Frames) -> None:
    rows, suggested = plan_of(book)
    many = Counter(row["person_id"] for row in suggested if row["person_id"])
    assert all(number == 1 for number in many.values())
    held = {row["person_id"] for row in rows if row["status"] != "suggested"}
    assert not held & set(many)


@settings(max_examples=10)
@given(method_books() | plan_books())
def test_no_day_off_and_nobody_has_more_than_they_can_do(book: Frames) -> None:
    rows, suggested = plan_of(book)
    assert all(row["due_on"] > AS_OF and row["due_on"].weekday() < 5 for row in suggested)
    ahead = [row for row in rows if row["seller"] and row["due_on"] >= AS_OF]
    days = Counter((row["seller"], twins_plan.working(row["due_on"])) for row in ahead)
    weeks = Counter((row["seller"], monday(twins_plan.working(row["due_on"]))) for row in ahead)
    for row in suggested:
        assert days[row["seller"], row["due_on"]] <= 2 or not row["seller"]
        assert weeks[row["seller"], monday(row["due_on"])] <= 5 or not row["seller"]


def monday(day: date) -> date:
    return day - timedelta(day.weekday())


@settings(max_examples=10)
@given(method_books() | plan_books())
def test_nobody_comes_before_whom_they_depend_on(book: Frames) -> None:
    rows, suggested = plan_of(book)
    for row in suggested:
        opener = [item["due_on"] for item in rows if item["person_id"] and item["person_id"] == row["via_id"]]
        assert not opener or row["due_on"] > min(opener)


@settings(max_examples=10)
@given(method_books() | plan_books())
def test_nobody_is_asked_for_two_introductions_in_a_week(book: Frames) -> None:
    asked = [(row["via_id"], monday(row["due_on"])) for row in plan_of(book)[1] if row["via_id"]]
    assert len(set(asked)) == len(asked)


@settings(max_examples=10)
@given(method_books() | plan_books())
def test_no_sentence_stands_twice_in_an_account(book: Frames) -> None:
    rows, suggested = plan_of(book)
    text = Counter((row["account_id"], row["message"]) for row in suggested)
    text += Counter((row["account_id"], row["agenda"]) for row in rows if row["agenda"])
    assert all(number == 1 for number in text.values())
    assert all(row["message"] and row["reason"] and row["because"] and row["mode"] for row in rows)


@settings(max_examples=10)
@given(method_books() | plan_books(), st.sampled_from(["done", "dropped"]))
def test_what_was_done_or_dropped_is_not_suggested_again(book: Frames, status: str) -> None:
    whole = ss.Book(book)
    for _ in range(3):
        _, suggested = plan_of(dict(whole.tables))
        before = {cause(row) for row in suggested}
        for row in suggested:
            taken = {name: row[name] for name in ("objective_id", "action", "person_id", "because")}
            whole.insert("actions", action_id=whole.fresh_id("actions", hint="new"), status=status, **taken)
        _, suggested = plan_of(dict(whole.tables))
        assert not before & {cause(row) for row in suggested}


def cause(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["objective_id"], row["action"], row["person_id"], row["because"]


# --- Examples ------------------------------------------------------------------------------------


def test_an_empty_book_needs_no_plan() -> None:
    result = ss.next_actions(frames({}), as_of=AS_OF)
    assert len(result) == 0
    assert result.dtypes.equals(ss.next_actions(ss.demo(), as_of=AS_OF).dtypes)


SMALL = {
    "accounts": """
        account_id name owner
        F          F    Bea
    """,
    "objectives": """
        objective_id account_id name due_on
        now          F          Now  2027-12-01
    """,
    "people": """
        person_id account_id name
        ann       F          Ann
        bob       F          Bob
        cyd       F          Cyd
    """,
    "influences": """
        objective_id person_id roles      mindset       degree business_result personal_win answer
        now          ann       economic   even_keel     high   margin          calm         -
        now          bob       user;coach growth        low    uptime          sleep        -
        now          cyd       technical  overconfident high   order           rest         -
    """,
    "relationships": """
        source_id target_id kind       strength
        bob       ann       reports_to 0.8
    """,
    "touchpoints": """
        touchpoint_id person_id objective_id seller on         status mode place learned
        1             bob       now          Noor   2026-11-20 done   test Lyon  -
        2             cyd       now          Noor   2026-11-20 done   tell phone later
    """,
}


def small(**more: str) -> list[tuple[Any, ...]]:
    """The plan of the small book, with other or more tables."""
    result = rows_of(ss.next_actions(hand(**{**SMALL, **more}), as_of=AS_OF))
    return [(row["action"], row["person_id"], row["via_id"], row["seller"], str(row["due_on"])[5:]) for row in result]


def test_whoever_opens_the_way_comes_first_and_the_overconfident_is_left_alone() -> None:
    assert small() == [
        ("answer", "bob", None, "Noor", "11-24"),
        ("consult", "ann", "bob", "Noor", "11-25"),
        ("wait", "cyd", None, "Noor", "02-18"),
    ]
    words = ss.next_actions(hand(**SMALL), as_of=AS_OF)["message"].tolist()
    assert words == [
        "Work out with Bob how the proposal can give them “uptime”.",
        "Ask Ann what would put “margin” at risk.",
        "Wait, and bear in mind what we noted about Cyd on 20 November 2026: “later”.",
    ]


CHAIN = {
    "people": SMALL["people"] + "        dee       F          Dee\n        eli       F          Eli\n",
    "influences": SMALL["influences"]
    + """
        now          dee       technical  trouble       high   order           rest         tested
        now          eli       user       growth        low    quiet           home         shown
    """,
    "relationships": """
        source_id target_id kind       strength
        bob       dee       reports_to 0.8
        dee       ann       reports_to 0.8
        dee       eli       influences 0.8
    """,
}


def test_whom_we_meet_on_the_way_leads_us_on_with_one_introduction_a_week() -> None:
    """Dee wants a change, and is met before Ann and Eli; 24 November is a Tuesday."""
    assert small(**CHAIN)[:4] == [
        ("answer", "bob", None, "Noor", "11-24"),
        ("meet", "dee", "bob", "Noor", "11-25"),
        ("meet", "eli", "dee", "Noor", "11-26"),
        ("consult", "ann", "dee", "Noor", "11-30"),
    ]
    calm = CHAIN["influences"].replace("trouble ", "even_keel ")
    opened = {row[1]: row[2] for row in small(**{**CHAIN, "influences": calm})}
    assert opened == {"bob": None, "dee": "bob", "eli": "bob", "ann": "bob", "cyd": None}


def test_a_planned_conversation_takes_in_the_rest_and_an_introduction_comes_after_it() -> None:
    planned = SMALL["touchpoints"] + "    3 bob now Noor 2026-12-03 planned co_create Lyon -\n"
    assert small(touchpoints=planned)[:2] == [
        ("keep", "bob", None, "Noor", "12-03"),
        ("consult", "ann", "bob", "Noor", "12-04"),
    ]
    result = ss.next_actions(hand(**{**SMALL, "touchpoints": planned}), as_of=AS_OF)
    assert result["agenda"][0] == "Also with Bob: how the proposal can give them “uptime”."
    assert result["takes_in"][0] == "answer"


def test_what_is_taken_on_keeps_its_day_and_may_be_theirs() -> None:
    head = "action_id objective_id action person_id seller with_whom due_on     status\n"
    late = head + "1         now          answer bob       Cal    -         2026-11-12 open"
    assert small(actions=late)[0] == ("answer", "bob", None, "Cal", "11-12")
    assert ss.next_actions(hand(**{**SMALL, "actions": late}), as_of=AS_OF)["overdue"][0]
    theirs = head + "1         now          consult ann      -      bob       2026-11-27 open"
    assert ("consult", "ann", None, None, "11-27") in small(actions=theirs)


@pytest.mark.parametrize("status", ["done", "dropped"])
def test_what_is_done_or_dropped_comes_back_when_its_cause_changes(status: str) -> None:
    head = "action_id objective_id action person_id status because\n"
    same = f"{head} 1 now answer bob {status} proposal_fit:_open:_uptime".replace(":_", ": ")
    actions = hand(**{**SMALL, "actions": head + f"1 now answer bob {status} -"})
    assert "answer" not in ss.next_actions(actions, as_of=AS_OF)["action"].tolist()
    actions["actions"]["because"] = "proposal_fit: open: uptime"
    assert "answer" not in ss.next_actions(actions, as_of=AS_OF)["action"].tolist(), same
    actions["influences"]["business_result"] = "fewer stops"
    assert "answer" in ss.next_actions(actions, as_of=AS_OF)["action"].tolist()


def test_whoever_has_left_is_not_sent() -> None:
    old = SMALL["touchpoints"].replace("Noor   2026-11-20 done   test Lyon ", "Rolf   2026-05-01 done   test Lyon ")
    assert {row[3] for row in small(touchpoints=old) if row[1] == "bob"} == {"Bea"}


def test_the_demo_shows_steps_six_and_seven() -> None:
    plan = ss.next_actions(ss.demo(), as_of=AS_OF).set_index("action")["objective_id"]
    assert (plan["propose"], plan["decide"], plan["follow_up"]) == ("solvane-2", "naseem-1", "solvane-1")
    assert plan["say_so"] == "solvane-3"


def test_the_plans_of_the_demo_are_those_that_were_read_aloud() -> None:
    """Whoever changes a word reads them again: `python -m tests.support.plans`."""
    assert plans.aloud() == plans.APPROVED.read_text(encoding="utf-8")
