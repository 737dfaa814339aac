"""Edits of several people at once, of edges and of who has a part: each is one step, and one that is refused changes nothing."""

from __future__ import annotations

import pandas as pd
import pytest

import stratsell as ss
from stratsell.book.tables import TABLES
from stratsell.map.edits import SETTABLE
from stratsell.map.message import vocabulary
from tests.map.test_edits import Page, edges
from tests.map.test_scene import book


@pytest.fixture
def mine() -> ss.Book:
    return book()


@pytest.fixture
def page(mine) -> Page:
    return Page(mine)


def cells(of: ss.Book, column: str) -> dict[str, str]:
    part = of.tables["influences"]
    return dict(zip(part["person_id"], part[column].fillna(""), strict=True))


def same(of: ss.Book, before: dict[str, pd.DataFrame]) -> None:
    for name, frame in of.tables.items():
        pd.testing.assert_frame_equal(frame, before[name])


def test_a_mindset_is_set_of_several_people_in_one_step(page, mine) -> None:
    before = dict(mine.tables)
    who = ["ann", "bob", "eve"]
    assert page.ask("set", person_ids=who, column="mindset", value="growth") == "Set the mindset of 3 people to growth"
    assert [cells(mine, "mindset")[id_] for id_ in who] == ["growth"] * 3, "whoever had no part has one now"
    assert page.map.history["undo"] == "Set the mindset of 3 people to growth"
    assert page.ask("undo") == "Undone: Set the mindset of 3 people to growth"
    assert mine.undoable == ""
    same(mine, before)


def test_a_blank_makes_no_part_for_those_who_have_none(page, mine) -> None:
    who = list(mine.tables["people"]["person_id"])
    before = set(cells(mine, "degree"))
    page.ask("set", person_ids=who, column="degree", value="high")
    assert set(cells(mine, "degree")) == set(who)
    page.ask("undo")
    assert page.ask("set", person_ids=who, column="degree", value="").startswith("Clear the degree of")
    assert set(cells(mine, "degree")) == before
    assert set(cells(mine, "degree").values()) == {""}


def test_a_role_is_given_besides_the_others_and_taken_again(page, mine) -> None:
    before = cells(mine, "roles")
    who = ["ann", "eve"]
    assert (
        page.ask("set", person_ids=who, column="roles", value="technical") == "Add technical to the roles of 2 people"
    )
    assert cells(mine, "roles") == before | {"ann": f"{before['ann']}; technical", "eve": "technical"}
    page.ask("set", person_ids=who, column="roles", value="technical", without=True)
    assert cells(mine, "roles") == before | {"eve": ""}


@pytest.mark.parametrize("column", SETTABLE)
def test_a_value_that_is_refused_changes_nothing(page, mine, column) -> None:
    before = dict(mine.tables)
    line = page.ask("set", person_ids=["ann", "bob"], column=column, value="<b>xyz")
    assert page.failed
    assert f"column {column}" in line
    assert "xyz" in line
    assert "(and 1 more)" in line
    assert mine.undoable == ""
    same(mine, before)


def test_what_makes_no_sense_is_refused_in_a_line(page, mine) -> None:
    before = dict(mine.tables)
    for asked, line in (
        ({"person_ids": ["ann", "zzz"], "column": "mindset", "value": "growth"}, "no person “zzz” in the book"),
        ({"person_ids": [], "column": "mindset", "value": "growth"}, "nobody is selected"),
        ({"person_ids": ["ann"], "column": "support", "value": "5"}, "it can set: roles, mindset, degree"),
    ):
        assert line in page.ask("set", **asked)
        assert page.failed
    same(mine, before)


def test_the_page_learns_what_can_be_set_and_to_what() -> None:
    for column, about in zip(SETTABLE, vocabulary()["settable"], strict=True):
        words = [value for value, *_ in about["words"] if value]
        assert words == list(TABLES["influences"][column].words or ())
        assert (about["column"], about["set"]) == (column, column == "roles")
        assert ("" in [value for value, *_ in about["words"]]) == (column != "roles"), "a word can be blanked"


def test_the_page_learns_the_degree_of_a_card(page, mine) -> None:
    page.ask("set", person_ids=["ann"], column="degree", value="low")
    degrees = {box["id"]: box.get("degree") for box in page.map.scene["boxes"] if box["kind"] == "card"}
    assert degrees["ann"] == "low"


def test_people_leave_the_decision_and_stay_in_the_book(page, mine) -> None:
    before = dict(mine.tables)
    who = list(mine.tables["people"]["person_id"])
    assert page.ask("leave", person_ids=who).startswith(f"{len(who)} people are no longer part of the decision")
    assert not cells(mine, "roles")
    assert list(mine.tables["people"]["person_id"]) == who
    assert "no part in this decision" in page.ask("leave", person_ids=["ann"])
    assert page.failed
    page.ask("undo")
    same(mine, before)


def test_several_people_are_removed_in_one_step(page, mine) -> None:
    before = dict(mine.tables)
    assert page.ask("remove", person_ids=["ann", "bob"]).startswith("2 people are removed")
    assert page.names() == {"The Boss", "Eve"}
    page.ask("undo")
    same(mine, before)


def test_a_relationship_is_reversed_with_all_that_is_known_of_it(page, mine) -> None:
    page.ask("relate", source_id="eve", target_id="bob", kind="influences", strength=0.7)
    before = edges(mine)
    line = page.ask("reverse", source_id="eve", target_id="bob", kind="influences")
    assert line == "Bob influences Eve, no longer the other way round"
    assert edges(mine) == before - {("eve", "bob", "influences", 0.7)} | {("bob", "eve", "influences", 0.7)}
    page.ask("undo")
    assert edges(mine) == before


def test_a_relationship_is_not_reversed_over_one_that_is_there(page, mine) -> None:
    page.ask("relate", source_id="eve", target_id="bob", kind="influences", strength=0.7)
    page.ask("relate", source_id="bob", target_id="eve", kind="influences", strength=0.2)
    before = edges(mine)
    line = page.ask("reverse", source_id="eve", target_id="bob", kind="influences")
    assert page.failed, line
    assert "relationships, row (bob, eve, influences)" in line
    assert edges(mine) == before


def test_who_needs_a_form_for_several_people_gets_their_ids(page) -> None:
    asked: list[dict] = []
    page.map.on_ask(asked.append)
    page.ask("ask", what="log", person_ids=["ann", "bob"])
    assert asked == [{"what": "log", "person_ids": ["ann", "bob"]}]
