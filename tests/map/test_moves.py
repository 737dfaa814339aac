"""Cards that somebody has moved keep their place, and the map keeps all that it promises."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stratsell as ss
from stratsell.book import Book
from stratsell.errors import BookError
from stratsell.io import read, read_sheet, write_sheet
from stratsell.map import edits
from stratsell.map.scene import Scene, compose, dropped
from stratsell.map.shown import Shown, shown
from stratsell.objective_view import objective_view
from tests.map.test_scene import company, hits, overlaps, readings

ACROSS = [0.0, 3.5, -40.0, 150.0, -276.0, 900.0, 1e9, -1e9]
DOWN = [0, 0, 1, -1, 2, -50, 10**12]
moves = st.none() | st.tuples(st.sampled_from(ACROSS), st.sampled_from(DOWN))


@st.composite
def moved_readings(draw: st.DrawFn, most: int = 30) -> Shown:
    read = draw(readings(most))
    return replace(read, people=tuple(replace(person, move=draw(moves)) for person in read.people))


@settings(max_examples=20, deadline=None)
@given(moved_readings())
def test_nothing_overlaps_and_no_line_runs_through_a_box(reading: Shown) -> None:
    drawn = compose(reading)
    assert overlaps(drawn) == []
    assert hits(drawn) == []
    assert compose(reading).to_json() == drawn.to_json()
    for box in drawn.boxes:
        assert box.x >= 0 and box.x + box.w <= drawn.width
        assert box.y >= 0 and box.y + box.h <= drawn.height


@settings(max_examples=7, deadline=None)
@given(moved_readings(most=15))
def test_a_card_that_is_dropped_where_it_stands_stays(reading: Shown) -> None:
    drawn = compose(reading)
    for person, card in zip(reading.people, drawn.cards, strict=True):
        assert dropped(reading, person.person_id, card.x, card.y) == (person.move or (0.0, 0))


def moved(reading: Shown, person_id: str, move: tuple[float, int]) -> Shown:
    """The reading with one card put elsewhere."""
    people = [replace(person, move=move) if person.person_id == person_id else person for person in reading.people]
    return replace(reading, people=tuple(people))


def place(drawn: Scene, person_id: str) -> tuple[float, float]:
    return next((card.x, card.y) for card in drawn.cards if card.person_id == person_id)


@pytest.mark.parametrize("count", [5, 20, 60])
def test_a_card_stands_where_it_was_dropped(count: int) -> None:
    reading = company(count)
    drawn = compose(reading)
    boss, last = drawn.cards[0], drawn.cards[-1]
    for card, x, y in [(last, last.x + 70, last.y + 20), (last, boss.x + 300, boss.y - 10), (boss, boss.x, last.y)]:
        after = moved(reading, card.person_id, dropped(reading, card.person_id, x, y))
        again = compose(after)
        row = {place(again, other.person_id)[1] for other in drawn.cards if abs(other.y - y) < 40 and other is not card}
        here = place(again, card.person_id)
        assert not row or here[1] in row
        # The picture may have grown at its left: what counts is where the card stands to the tidy places.
        move = next(person.move for person in after.people if person.person_id == card.person_id)
        assert dropped(after, card.person_id, *here) == move
        assert overlaps(again) == [] and hits(again) == []


def test_neighbours_make_room_and_come_back() -> None:
    reading = company(20)
    tidy = compose(reading)
    rows: dict[float, list[Any]] = {}
    for card in tidy.cards:
        rows.setdefault(card.y, []).append(card)
    row = max(rows.values(), key=len)
    row.sort(key=lambda card: card.x)
    first, second = row[0], row[1]
    after = moved(reading, first.person_id, (round(second.x - first.x - 20, 1), 0))
    drawn = compose(after)
    a, b = place(drawn, first.person_id), place(drawn, second.person_id)
    assert a[1] == b[1] and b[0] - a[0] > 232
    assert compose(moved(after, first.person_id, (0.0, 0))).to_json() == tidy.to_json()


def test_a_new_row_above_all_and_one_below() -> None:
    reading = company(5)
    drawn = compose(reading)
    card = drawn.cards[-1]
    above = moved(reading, card.person_id, dropped(reading, card.person_id, card.x, drawn.cards[0].y - 300))
    assert place(compose(above), card.person_id)[1] < min(
        place(compose(above), c.person_id)[1] for c in drawn.cards[:-1]
    )
    below = moved(reading, card.person_id, dropped(reading, card.person_id, card.x, 5000))
    assert place(compose(below), card.person_id)[1] > max(
        place(compose(below), c.person_id)[1] for c in drawn.cards[:-1]
    )


def book() -> Book:
    return Book(
        {
            "accounts": pd.DataFrame({"account_id": ["a"], "name": ["Acme"]}),
            "people": pd.DataFrame({"person_id": ["p", "q"], "account_id": ["a", "a"], "name": ["Ada", "Bob"]}),
            "influences": pd.DataFrame({"objective_id": ["a", "a"], "person_id": ["p", "q"]}),
        }
    )


@pytest.mark.parametrize("name", ["book", "book.xlsx", "book.db"])
def test_every_format_gives_positions_back_as_numbers(tmp_path: Path, name: str) -> None:
    positioned = book()
    assert "map_dx" not in positioned.tables["people"]
    positioned.update("people", "p", map_dx=-12.5, map_rows=-1)
    positioned.write(tmp_path / name)
    again = read(tmp_path / name)
    assert again == positioned
    assert again.tables["people"].dtypes[["map_dx", "map_rows"]].astype(str).tolist() == ["float64", "Int64"]


@pytest.mark.parametrize("name", ["people.csv", "people.xlsx"])
def test_the_flat_sheet_gives_positions_back(tmp_path: Path, name: str) -> None:
    positioned = book()
    positioned.update("people", "p", map_dx=-12.5, map_rows=-1)
    write_sheet(positioned, tmp_path / name)
    people = read_sheet(tmp_path / name).tables["people"]
    assert people["map_dx"][0] == -12.5 and people["map_rows"][0] == -1


def test_positions_are_checked_like_any_column() -> None:
    positioned = book()
    with pytest.raises(BookError) as caught:
        positioned.update("people", "p", map_dx="far", map_rows=1.5)
    assert [fault.column for fault in caught.value.faults] == ["map_dx", "map_rows"]
    assert "a whole number or blank" in str(caught.value)


def test_the_map_notes_a_move_as_one_step_and_tidies_it() -> None:
    demo = ss.demo()
    assert edits.apply(demo, "northwind-1", "tidy", {}) == "All cards are already in their places" and not demo.unsaved
    edits.apply(demo, "northwind-1", "move", {"person_id": "nw-osei", "across": 30.0, "down": 1})
    edits.apply(demo, "northwind-1", "move", {"person_id": "nw-zhao", "across": -30.0, "down": 0})
    reading = shown(objective_view(demo, objective_id="northwind-1", as_of="2026-11-23"))
    assert {p.person_id: p.move for p in reading.people if p.move} == {"nw-osei": (30.0, 1), "nw-zhao": (-30.0, 0)}
    assert demo.undoable.startswith("Move ")
    edits.apply(demo, "northwind-1", "tidy", {"person_id": "nw-osei"})
    edits.apply(demo, "northwind-1", "tidy", {})
    tidy = shown(objective_view(demo, objective_id="northwind-1", as_of="2026-11-23"))
    assert not any(person.move for person in tidy.people)
    assert demo.undo() == "Tidy the map" and demo.undo().endswith(" back")
