"""Whoever observes a book hears of every change, in order, whatever the others do."""

from __future__ import annotations

from pathlib import Path

import pytest

import stratsell as ss
from stratsell.book import Book
from stratsell.book.events import ROUNDS, Event


@pytest.fixture
def book() -> Book:
    """The demo."""
    return ss.demo()


def test_every_change_is_told_after_it(book: Book, tmp_path: Path) -> None:
    heard: list[tuple[Event, int, bool]] = []
    book.observe(lambda event: heard.append((event, len(book.tables["people"]), book.unsaved)))
    book.remove("people", "nw-osei")
    book.undo()
    book.redo()
    book.write(tmp_path / "book")
    label, count = "Remove person: Amara Osei", len(ss.demo().tables["people"])
    tables = ("people", "influences", "relationships", "touchpoints", "actions")
    assert [event.kind for event, _, _ in heard] == ["edit", "undo", "redo", "saved"]
    assert [event.label for event, _, _ in heard] == [label, label, label, ""]
    assert {event.tables for event, _, _ in heard[:3]} == {tables} and heard[3][0].tables == ()
    assert [(people, unsaved) for _, people, unsaved in heard] == [
        (count - 1, True),
        (count, False),
        (count - 1, True),
        (count - 1, False),
    ]


def test_an_observer_that_fails_stops_nobody(book: Book) -> None:
    heard: list[str] = []
    book.observe(lambda event: {}["missing"])
    book.observe(lambda event: heard.append(event.kind))
    with pytest.warns(RuntimeWarning, match="an observer of a book failed .KeyError.*; the change itself stands"):
        book.update("people", "nw-osei", title="CEO")
    assert heard == ["edit"] and book.unsaved


def test_who_has_stopped_hears_no_more(book: Book) -> None:
    heard: list[str] = []
    stop_first = book.observe(lambda event: stop_second())
    stop_second = book.observe(lambda event: heard.append("second"))
    observer = heard.append
    stops = [book.observe(observer), book.observe(observer)]
    stops[0]()
    stops[0]()
    book.update("people", "nw-osei", title="CEO")
    assert len(heard) == 1
    stop_first()
    stops[1]()
    book.undo()
    assert len(heard) == 1


def test_an_observer_may_edit_and_all_hear_it_in_order(book: Book) -> None:
    heard: list[str] = []

    def answer(event: Event) -> None:
        if book.tables["people"]["title"][0] != "Done":
            book.update("people", book.tables["people"]["person_id"][0], title="Done")

    book.observe(answer)
    book.observe(lambda event: heard.append(event.label))
    with book.step("First"):
        book.update("people", "nw-osei", title="CEO")
    assert heard[0] == "First" and len(heard) == 2
    assert book.undo() == heard[1]


def test_observers_that_never_end_are_ended(monkeypatch, book: Book) -> None:
    assert ROUNDS >= 100
    monkeypatch.setattr("stratsell.book.events.ROUNDS", 5)
    book.observe(lambda event: book.update("people", "nw-osei", title=f"{book.revision}"))
    with pytest.warns(RuntimeWarning, match="keep changing it"):
        book.update("people", "nw-osei", title="CEO")
    assert book.revision == 6
