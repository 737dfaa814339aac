"""Bringing a newer import into a book: nothing that people did is lost, and merging twice changes nothing."""

from __future__ import annotations

import shutil
import warnings
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stratsell as ss
from stratsell.book import Book
from stratsell.book.diff import changes
from stratsell.book.merge import JUDGED
from stratsell.book.tables import TABLES
from tests.support.exports import exports
from tests.support.paths import ROOT
from tests.support.strategies import hand, plain, rows_of

DATA = ROOT / "tests" / "data" / "salesforce"


def read(folder):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ss.read_salesforce(folder, as_of="2026-11-23")


def summary(frame):
    return [tuple(None if plain(cell) is None else cell for cell in row) for row in frame.to_numpy().tolist()]


def book(**tables):
    minimal = {
        "accounts": "account_id name\na A",
        "people": "person_id account_id name title\np a Ada Boss\nq a Bo -",
        "influences": "objective_id person_id roles mindset\na p economic -",
        "relationships": "source_id target_id kind\nq p reports_to",
    }
    return Book(hand(**minimal | tables))


def test_a_newer_import_updates_and_keeps_what_people_added():
    mine = book()
    mine.update("influences", ("a", "p"), mindset="growth", roles="economic; coach", personal_win="a quiet night")
    mine.update("people", "q", note="met at the fair", title="Typed by hand")
    mine.insert("people", person_id="r", account_id="a", name="Ravi")
    newer = book(
        people="person_id account_id name title\np a Ada President\nq a Bo -\ns a Sy -",
        influences="objective_id person_id roles mindset\na p technical -\na s user -",
    )
    assert summary(mine.merge(newer)) == [
        ("people", "p", "updated", "title", "Boss", "President"),
        ("people", "r", "missing", "", "", ""),
        ("people", "s", "added", "", "", ""),
        ("influences", "a / p", "kept", "roles", "economic; coach", "technical"),
        ("influences", "a / s", "added", "", "", ""),
    ]
    people = {row["person_id"]: row for row in rows_of(mine.tables["people"])}
    assert [people[item]["title"] for item in "pqrs"] == ["President", "Typed by hand", None, None]
    assert people["q"]["note"] == "met at the fair"
    [first, _] = rows_of(mine.tables["influences"])
    assert (first["mindset"], first["roles"], first["personal_win"]) == ("growth", "economic; coach", "a quiet night")


def test_with_the_earlier_import_it_knows_who_changed_what():
    earlier, mine = book(), book()
    mine.update("people", "p", title="Typed by hand")
    mine.update("influences", ("a", "p"), roles="coach")
    mine.remove("people", "q")
    newer = book(
        people="person_id account_id name title\np a Ada President\nq a Bo Clerk\ns a Sy -",
        influences="objective_id person_id roles mindset\na p economic growth",
        relationships="source_id target_id kind\nq s reports_to\ns q reports_to\ns p reports_to",
    )
    assert summary(mine.merge(newer, since=earlier)) == [
        ("people", "p", "kept", "title", "Typed by hand", "President"),
        ("people", "s", "added", "", "", ""),
        ("influences", "a / p", "updated", "mindset", "", "growth"),
        ("relationships", "q / s / reports_to", "left out", "", "", ""),
        ("relationships", "s / q / reports_to", "left out", "", "", ""),
        ("relationships", "s / p / reports_to", "added", "", "", ""),
    ]
    assert rows_of(mine.tables["influences"])[0]["roles"] == "coach", "people changed it, the import did not"


def test_a_new_manager_replaces_the_one_before_if_that_is_known():
    newer = book(
        people="person_id account_id name title\np a Ada Boss\nq a Bo -\ns a Sy -",
        relationships="source_id target_id kind\nq s reports_to",
    )
    mine = book()
    assert ("relationships", "q / p / reports_to", "replaced", "", "", "") in summary(mine.merge(newer, since=book()))
    assert mine.tables["relationships"]["target_id"].tolist() == ["s"]
    mine = book()
    assert ("relationships", "q / p / reports_to", "missing", "", "", "") in summary(mine.merge(newer))
    assert mine.tables["relationships"]["target_id"].tolist() == ["p", "s"]


def test_it_is_one_step_of_undo():
    mine, before = book(), book()
    mine.merge(book(accounts="account_id name\na Anew", people="person_id account_id name\np a P\nq a Q\nz a Zed"))
    assert (mine.undoable, mine.unsaved) == ("Merge", True)
    mine.undo()
    assert mine == before
    mine.merge(book())
    assert mine.undoable == "", "nothing to do is no step"


def test_what_is_said_of_an_implied_objective_stays_when_the_first_one_comes():
    mine = book()
    newer = book(
        objectives="objective_id account_id name\no a Deal", influences="objective_id person_id roles\no q user"
    )
    mine.merge(newer)
    assert {(row["objective_id"], row["name"]) for row in rows_of(mine.tables["objectives"])} == {
        ("o", "Deal"),
        ("a", "A"),
    }
    assert mine.tables["influences"]["objective_id"].tolist() == ["a", "o"]
    again = book()
    again.insert("objectives", objective_id="own", account_id="a", name="By hand")
    again.merge(book())
    assert set(again.tables["objectives"]["objective_id"]) == {"own", "a"}


def test_a_salesforce_export_of_next_month(tmp_path):
    mine, earlier = read(DATA), read(DATA)
    people = {row["name"]: row["person_id"] for row in rows_of(mine.tables["people"])}
    aim = mine.tables["objectives"]["objective_id"][0]
    mine.update("influences", (aim, people["Sam Null"]), roles="user", mindset="trouble", personal_win="no night calls")
    mine.update("objectives", aim, problem="nine hours a week", due_on=date(2027, 3, 1))
    shutil.copytree(DATA, tmp_path / "newer")
    contacts = tmp_path / "newer" / "Contact.csv"
    text = contacts.read_bytes().replace(b"Plant Manager", b"Director of Operations")
    contacts.write_bytes(text.replace(b"Brandt,Ulla", b"Brandt-Koch,Ulla"))
    roles = tmp_path / "newer" / "OpportunityContactRole.csv"
    roles.write_text(roles.read_text().replace("Business User", "Evaluator"), encoding="utf-8")
    newer = read(tmp_path / "newer")
    frame = mine.merge(newer, since=earlier)
    assert {(r[1] if r[0] == "people" else r[0], r[2], r[3]) for r in summary(frame)} == {
        (people["Gareth Pell"], "updated", "title"),
        (people["Ulla Brandt"], "updated", "name"),
        ("influences", "updated", "roles"),
        ("influences", "updated", "CRM role"),
    }
    [sam] = [row for row in rows_of(mine.tables["influences"]) if row["person_id"] == people["Sam Null"]]
    assert (sam["roles"], sam["mindset"], sam["personal_win"]) == ("user", "trouble", "no night calls")
    assert rows_of(mine.tables["objectives"])[0]["due_on"] == date(2027, 3, 1)
    assert mine.merge(newer, since=earlier).query("change in ['added', 'updated']").empty


@st.composite
def worked_on(draw):
    """Two exports of one CRM, and what people did with the first one: edits, hand-made rows, and rows taken out."""
    first, second = draw(exports()), draw(exports())
    with TemporaryDirectory() as place:
        first.write(Path(place))
        earlier = read(place)
        mine = read(place)
    with TemporaryDirectory() as place:
        second.write(Path(place))
        newer = read(place)
    edits = {}
    for name, column, value in (
        ("people", "title", "by hand"),
        ("influences", "mindset", "growth"),
        ("people", "note", "x"),
    ):
        keys = [tuple(row[part] for part in TABLES[name].key) for row in rows_of(mine.tables[name])]
        for key in draw(st.lists(st.sampled_from(keys), max_size=2, unique=True)) if keys else []:
            mine.update(name, key, **{column: value})
            edits[name, key, column] = value
    for account in mine.tables["accounts"]["account_id"][:1]:
        mine.insert("people", person_id="by-hand", account_id=account, name="By Hand")
        edits["people", ("by-hand",), "name"] = "By Hand"
    people = mine.tables["people"]["person_id"].tolist()
    gone = draw(st.sampled_from([None, *people]))
    if gone:
        mine.remove("people", gone)
        edits = {place: value for place, value in edits.items() if gone not in place[1]}
    return mine, newer, earlier if draw(st.booleans()) else None, edits, gone


@settings(max_examples=8)
@given(worked_on())
def test_nothing_that_people_did_is_lost_and_twice_is_once(case):
    mine, newer, earlier, edits, gone = case
    before = {name: {tuple(r[p] for p in TABLES[name].key) for r in rows_of(t)} for name, t in mine.tables.items()}
    frame = mine.merge(newer, since=earlier)
    after = {
        name: {tuple(row[part] for part in TABLES[name].key): row for row in rows_of(table)}
        for name, table in mine.tables.items()
    }
    for (name, key, column), value in edits.items():
        assert after[name][key][column] == value
    replaced = set(frame[frame["change"] == "replaced"]["key"])
    for name, keys in before.items():
        lost = {" / ".join(map(str, key)) for key in keys - set(after[name])}
        assert lost == (replaced if name == "relationships" else set())
    if earlier is not None and gone and gone in set(earlier.tables["people"]["person_id"]):
        assert (gone,) not in after["people"], "what people took out stays out"
    again = Book(dict(mine.tables))
    second = again.merge(newer, since=earlier)
    assert changes(again.tables, mine.tables) == []
    assert again.undoable == ""
    assert not set(second["change"]) & {"added", "updated", "replaced"}


def test_the_columns_that_people_judge_are_columns():
    assert all(columns <= set(TABLES[name].names) for name, columns in JUDGED.items())


def test_steps_within_steps_are_kept():
    mine = book()
    with mine.step("Both"):
        mine.replace_table("people", mine.tables["people"].assign(title="T"))
        mine.update("people", "p", name="Adah")
    assert mine.tables["people"][["name", "title"]].to_numpy().tolist() == [["Adah", "T"], ["Bo", "T"]]
    assert mine.undoable == "Both"


def test_books_that_do_not_go_together_say_why():
    mine = book(accounts="account_id name\na A\nb B", people="person_id account_id name\np a Ada\nq a Bo")
    with pytest.raises(ss.BookError):
        mine.merge(book(objectives="objective_id account_id name\nb a Deal", influences="objective_id person_id\nb p"))
    assert mine.undoable == ""


def test_what_somebody_has_taken_on_stays_theirs() -> None:
    """No import knows better what has become of an action; one that only the other book has is added."""
    mine, theirs = ss.demo(), ss.demo()
    mine.update("actions", "a001", status="done", note="He needs the data clause by December")
    theirs.update("actions", "a001", seller="Bea Lund")
    theirs.insert("actions", action_id="a9", objective_id="northwind-1", action="ask", person_id="nw-prado")
    message = mine.merge(theirs)
    actions = mine.tables["actions"].set_index("action_id")
    assert (actions.loc["a001", "status"], actions.loc["a001", "seller"]) == ("done", "Noor Ali")
    assert "a9" in actions.index
    assert set(message.loc[message["table"] == "actions", "change"]) == {"added", "kept"}
