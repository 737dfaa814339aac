"""What to do next: a worked example, what holds on random books, and edges."""

from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stratsell as ss
from stratsell.vocabulary import Action
from tests.support import twins, twins_method
from tests.support.method_books import known_then, method_books
from tests.support.strategies import AS_OF, Frames, frames, hand, iso_text, rows_by_table, rows_of, shuffled

FLAGGED = {
    "missing_information": "ask",
    "uncertain_information": "check",
    "uncontacted": "meet",
    "new_to_job": "welcome",
    "reorganization": "review",
}


Wanted = set[tuple[str, str, str | None]]
"""Actions as objective, action and person."""


def by_rules(book: dict) -> Wanted:
    """What the other rules' twins ask for."""
    flags = {(row["objective_id"], FLAGGED[row["flag"]], row["person_id"]) for row in twins.red_flags(book, AS_OF)}
    asked = twins_method.tested(book, AS_OF)
    test = {(row["objective_id"], "test", row["person_id"]) for row in asked if not row["asked"]}
    fit = twins_method.proposal_fit(book, AS_OF)
    answer = {(row["objective_id"], "answer", row["person_id"]) for row in fit if row["status"] == "open"}
    weighed = twins_method.priorities(book, AS_OF)
    say_so = {(row["objective_id"], "say_so", None) for row in weighed if (row["lead"] or 0) < 0}
    return flags | test | answer | say_so


def by_person(book: dict, aim: str, person: dict) -> Wanted:
    """What a person's level, mindset and planned conversations ask for."""
    talks = twins_method.planned(book, person)
    actions = {"settle" if talk["on"] < AS_OF else "keep" for talk in talks}
    if twins.roles(person):
        actions |= {"engage"} if twins.level(book, person, AS_OF, 90) == 2 else set()
        actions |= {"wait"} if person.get("mindset") == "overconfident" else set()
    return {(aim, action, person["person_id"]) for action in actions}


def found_slowly(book: dict) -> Wanted:
    """All that is asked for, without pushing who is hard to influence now, or meeting whom we meet anyway."""
    wanted = by_rules(book)
    for objective in twins.open_objectives(book, AS_OF):
        for person in twins.influence_rows(book, objective):
            wanted |= by_person(book, objective["objective_id"], person)
    sure = [
        (row["objective_id"], row["person_id"]) for row in book["influences"] if row.get("mindset") == "overconfident"
    ]
    return {
        (aim, action, person)
        for aim, action, person in wanted
        if not (action in ("test", "answer", "engage") and (aim, person) in sure)
        and not (action == "meet" and (aim, "keep", person) in wanted)
    }


@settings(max_examples=5)
@given(method_books())
def test_the_plan_is_what_the_other_rules_twins_ask_for(book: Frames) -> None:
    """With room for all actions; only `find`, whose candidates are ranked elsewhere, is counted by its roles."""
    found = rows_of(ss.next_actions(book, as_of=AS_OF, per_person=99))
    plain = rows_by_table(book)
    seen = {(row["objective_id"], row["action"], row["person_id"]) for row in found if row["action"] != "find"}
    assert seen == found_slowly(plain)
    gaps = sorted((row["objective_id"], row["role"]) for row in twins.missing_influences(plain, AS_OF))
    finds = [(row["objective_id"], row["because"].split(": ")[1]) for row in found if row["action"] == "find"]
    assert sorted(finds) == gaps


@settings(max_examples=3)
@given(method_books(), st.data())
def test_a_plan_keeps_its_promises(book: Frames, data: st.DataObject) -> None:
    found = ss.next_actions(book, as_of=AS_OF)
    mixed = iso_text(known_then(data.draw(shuffled(book)), AS_OF))
    pd.testing.assert_frame_equal(ss.next_actions(mixed, as_of=AS_OF), found)
    order = {action.value: at for at, action in enumerate(Action)}
    ends = {row["objective_id"]: row.get("due_on") for row in rows_by_table(book).get("objectives", [])}
    for aim, part in found.groupby("objective_id"):
        assert part["rank"].tolist() == list(range(1, len(part) + 1))
        assert part["action"].map(order).is_monotonic_increasing
        assert part.groupby("person_id").size().max() <= 2 or part["person_id"].isna().all()
        days = part.loc[part["action"] != "keep", "due_on"].dt.date
        assert (days >= AS_OF).all()
        if ends.get(aim) and ends[aim] > AS_OF + timedelta(1):
            assert (days < ends[aim]).all()
    assert found[["mode", "message", "reason", "because", "due_on"]].notna().all(axis=None)


def test_an_empty_book_needs_no_plan() -> None:
    found = ss.next_actions(frames({}), as_of=AS_OF)
    assert len(found) == 0
    assert found.dtypes.equals(ss.next_actions(ss.demo(), as_of=AS_OF).dtypes)
    with pytest.raises(ValueError, match="per_person: 0 is below 1"):
        ss.next_actions(frames({}), as_of=AS_OF, per_person=0)


def test_a_small_plan() -> None:
    """Ann was never met, so Bob, who knows her, is asked first; Cyd is overconfident, so nothing is pushed with him."""
    book = hand(
        accounts="""
            account_id name owner
            F          F    Bea
        """,
        objectives="""
            objective_id account_id name due_on
            now          F          Now  2026-12-01
        """,
        people="""
            person_id account_id name
            ann       F          Ann
            bob       F          Bob
            cyd       F          Cyd
        """,
        influences="""
            objective_id person_id roles          mindset       degree business_result personal_win answer
            now          ann       economic       even_keel     high   margin          calm         -
            now          bob       user;coach     growth        low    uptime          sleep        yes
            now          cyd       technical      overconfident high   order           rest         -
        """,
        relationships="""
            source_id target_id kind       strength
            bob       ann       reports_to 0.8
        """,
        touchpoints="""
            touchpoint_id person_id objective_id seller on         status mode place
            1             bob       now          Noor   2026-11-20 done   test Lyon
            2             cyd       now          Noor   2026-11-20 done   tell phone
        """,
    )
    found = ss.next_actions(book, as_of=AS_OF)
    told = found[["action", "person_id", "via_id", "seller", "mode", "place", "due_on"]]
    assert [tuple(row.values()) for row in rows_of(told)] == [
        ("meet", "ann", "bob", "Noor", "consult", "Lyon", pd.Timestamp("2026-11-30").date()),
        ("answer", "ann", None, "Bea", "consult", None, pd.Timestamp("2026-11-30").date()),
        ("wait", "cyd", None, "Noor", "consult", "phone", pd.Timestamp("2026-11-30").date()),
    ]
    assert found["reason"].str.contains("hard to influence").all()
    assert found["reason"].iloc[2].endswith("hard to influence now)")
