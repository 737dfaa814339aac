"""Edits of a kernel that dies come back; those of one that lives, or that were saved, do not."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

import stratsell as ss
from stratsell.book.conflict import BookConflict
from stratsell.errors import BookWarning
from stratsell.io.store import journal
from tests.support.processes import begin, code_of

EDITS = """
book.update("people", "p", title="CFO", in_role_since="2026-01-31")
book.insert("people", person_id="r", account_id="a", name="Cy", note="=x")
book.remove("people", "q")
book.update("people", "p", title="CEO")
book.undo()
"""


@pytest.fixture(params=["book", "book.xlsx", "book.db"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a small book is."""
    monkeypatch.setenv("STRATSELL_STATE", str(tmp_path / "state"))
    place = tmp_path / request.param
    people = pd.DataFrame({"person_id": ["p", "q"], "account_id": "a", "name": ["Ada", "Bo"]})
    accounts = pd.DataFrame({"account_id": ["a"], "name": ["Acme"]})
    ss.Book({"accounts": accounts, "people": people, "influences": pd.DataFrame({"objective_id": [], "person_id": []})}).write(place)  # fmt: skip
    return place


def died(place: Path, edits: str = EDITS) -> None:
    """Edit a book in a process that dies without saving."""
    assert code_of(begin(session, place, edits)) == 9


def session(place: Path, edits: str) -> None:
    exec(edits, {"ss": ss, "journal": journal, "book": ss.read(place)})
    journal.flush()
    os._exit(9)


def test_edits_of_a_dead_session_come_back_until_they_are_saved(place: Path) -> None:
    died(place)
    with pytest.warns(BookWarning, match="edits that were not saved; stratsell.recover brings them back"):
        before = ss.read(place)
    assert list(before.tables["people"]["person_id"]) == ["p", "q"]
    book = ss.recover(place)
    people = book.tables["people"].set_index("person_id")
    assert list(people.index) == ["p", "r"]
    assert (people.loc["p", "title"], people.loc["r", "note"]) == ("CFO", "=x")
    assert people.loc["p", "in_role_since"] == pd.Timestamp(2026, 1, 31)
    assert book.unsaved
    assert book.undoable == "Recover edits that were not saved"
    book.write()
    assert ss.read(place) == book
    assert not ss.recover(place).unsaved


def test_edits_can_be_forgotten_and_what_was_saved_is_not_noted(place: Path) -> None:
    died(place, EDITS + "book.write()")
    assert not ss.recover(place).unsaved
    died(place, 'book.update("people", "p", title="x")')
    assert not ss.recover(place, discard=True).unsaved
    assert not ss.recover(place).unsaved


def test_a_living_session_keeps_its_edits_to_itself(place: Path) -> None:
    book = ss.read(place)
    book.update("people", "p", title="mine")
    journal.flush()
    assert not ss.recover(place).unsaved
    assert list((place.parent / "state").rglob("*.jsonl"))
    book.write()
    journal.flush()
    assert not list((place.parent / "state").rglob("*.jsonl"))


def test_the_place_has_changed_since(place: Path) -> None:
    died(place)
    with pytest.warns(BookWarning):
        other = ss.read(place)
    other.update("people", "p", title="theirs", email="new")
    other.write()
    with pytest.raises(BookConflict, match=r"(?s)not recovered: .*title: is “CFO” here and “theirs” there") as caught:
        ss.recover(place)
    assert len(caught.value.conflicts) == 1
    book = ss.recover(place, on_conflict="mine")
    assert book.tables["people"].loc[0, ["title", "email"]].tolist() == ["CFO", "new"]
    assert "r" in set(book.tables["people"]["person_id"])


def test_no_edit_fails_because_it_cannot_be_noted(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place.parent / "file").touch()
    monkeypatch.setenv("STRATSELL_STATE", str(place.parent / "file"))
    book = ss.read(place)
    book.update("people", "p", title="x")
    journal.flush()
    monkeypatch.setenv("STRATSELL_STATE", str(place.parent / "other"))
    monkeypatch.setenv("STRATSELL_JOURNAL", "off")
    book = ss.read(place)
    book.update("people", "p", title="x")
    journal.flush()
    assert not (place.parent / "other").exists()
