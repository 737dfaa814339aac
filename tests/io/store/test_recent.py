"""The list of books that were opened last: private, short, and never in anybody's way."""

import json
import os
import stat

import pytest

from stratsell.io.store import recent
from stratsell.io.store.recent import note_recent, recent_books


@pytest.fixture
def state(tmp_path, monkeypatch):
    monkeypatch.delenv("STRATSELL_JOURNAL", raising=False)
    monkeypatch.setenv("STRATSELL_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


def book(folder, name):
    path = folder / name
    path.mkdir()
    return path


def test_the_last_book_comes_first_each_once_and_ten_at_most(state, tmp_path) -> None:
    books = [book(tmp_path, f"book {index}") for index in range(12)]
    for item in [*books, books[5]]:
        note_recent(item)
    assert recent_books()[:2] == [books[5], books[11]]
    assert len(recent_books()) == recent.MOST


def test_only_its_user_may_read_the_list(state, tmp_path) -> None:
    note_recent(book(tmp_path, "a"))
    if os.name == "posix":
        assert stat.S_IMODE((state / "recent.json").stat().st_mode) == 0o600
        assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert [path.name for path in state.iterdir()] == ["recent.json"]


def test_a_book_that_has_gone_is_not_offered(state, tmp_path) -> None:
    gone, there = book(tmp_path, "gone"), book(tmp_path, "there")
    note_recent(gone)
    note_recent(there)
    gone.rmdir()
    assert recent_books() == [there]


def test_an_address_is_not_noted_since_it_may_hold_a_password(state) -> None:
    note_recent("postgresql://me:secret@host/db")
    note_recent(None)
    assert not state.exists()


def test_nothing_is_noted_where_nothing_shall_be(state, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("STRATSELL_JOURNAL", "off")
    note_recent(tmp_path)
    assert not state.exists()


@pytest.mark.parametrize("damaged", ["", "{", "7", '[1, {"a": 2}]', "[" * 100_000, json.dumps("x\0y")])
def test_a_damaged_list_is_as_good_as_none(state, tmp_path, damaged) -> None:
    state.mkdir()
    (state / "recent.json").write_text(damaged)
    assert recent_books() == []
    note_recent(book(tmp_path, "a"))
    assert [path.name for path in recent_books()] == ["a"]


def test_a_home_that_cannot_be_written_to_stops_nobody(tmp_path, monkeypatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("STRATSELL_STATE", str(tmp_path / "file" / "state"))
    note_recent(tmp_path)
    assert recent_books() == []
