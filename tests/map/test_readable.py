"""Maps that can be read at the first look: large names, no two cards alike, for a frame on the screen and for a page."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings

from stratsell.book import Book
from stratsell.map.figure import draw_map
from stratsell.map.fold import put_away
from stratsell.map.marks import marks
from stratsell.map.names import Label, short_names
from stratsell.map.scene import LEAST_LETTERS, Scene, compose, scene
from stratsell.map.shapes import Words
from stratsell.map.shown import shown
from stratsell.map.sized import drawn_for
from stratsell.map.style import PX, Detail
from stratsell.map.text import width
from stratsell.map.widget import InfluenceMap
from stratsell.objective_view import objective_view
from tests.map.test_scene import DAY, company, hits, overlaps, readings

FIRST = ("Amara", "Helen", "Joe", "Mei", "Inés", "Ravi", "Lin", "Alexandra", "Alexander", "Bartholomew")
LAST = ("Osei", "Marchetti", "Haddad", "Tanaka", "van der Berg", "Whitfield", "Featherstonehaugh", "Li", "Achterberg")
SLIDE = (13.3, 7.5)
BESIDE = 8.0
"""How far edges run beside the outermost boxes, in px, more or less."""


def office(count: int) -> Book:
    """An account of so many people with likely names, of whom two in five have a part at most; six report to each manager."""
    ids = [f"p{index}" for index in range(count)]
    names = [f"{FIRST[index * 7 % len(FIRST)]} {LAST[index * 5 % len(LAST)]}" for index in range(count)]
    involved = ids if count <= 20 else ids[:: 1 if count <= 60 else 3]
    pairs = [(f"p{index}", f"p{(index - 1) // 6}", "reports_to") for index in range(1, count)]
    pairs += [(f"p{index}", f"p{index // 2}", "influences") for index in range(3, count, 4)]
    roles = ["economic", "user", "technical; user", "coach", "user; coach; technical"]
    return Book(
        {
            "accounts": pd.DataFrame({"account_id": ["a"], "name": ["Northwind"]}),
            "people": pd.DataFrame({"person_id": ids, "account_id": "a", "name": names, "title": "Manager of things"}),
            "influences": pd.DataFrame(
                {
                    "objective_id": "a",
                    "person_id": involved,
                    "roles": [roles[index % 5] for index in range(len(involved))],
                    "mindset": [["growth", "trouble", "even_keel", None][index % 4] for index in range(len(involved))],
                }
            ),
            "relationships": pd.DataFrame(pairs, columns=["source_id", "target_id", "kind"]),
            "touchpoints": pd.DataFrame(
                {
                    "touchpoint_id": ["1", "2"],
                    "person_id": [ids[0], ids[-1]],
                    "seller": ["Noor Ali", "Bea Featherstone"],
                    "on": "2026-11-01",
                    "status": "done",
                }
            ),
        }
    )


def names_read(drawn: Scene, detail: Detail) -> list[tuple[str, ...]]:
    """What each card says of who it is."""
    if detail == "full":
        return [(card.name_shown, card.title_shown) for card in drawn.cards]
    return [card.mid if detail == "mid" else card.small for card in drawn.cards]


@pytest.mark.parametrize("count", [5, 20, 40, 60, 200])
def test_a_page_is_filled_and_its_smallest_letters_are_9_points(count: int) -> None:
    what = shown(objective_view(office(count), as_of=DAY))
    drawn = drawn_for(what, size=SLIDE, people="involved")
    grown = SLIDE[0] * PX / drawn.width
    assert drawn.height * grown == pytest.approx(SLIDE[1] * PX, abs=1)
    sizes = [mark.size * grown for mark in marks(drawn) if isinstance(mark, Words) and mark.text]
    assert min(sizes) >= LEAST_LETTERS - 0.01
    assert overlaps(drawn) == hits(drawn) == []
    assert len(set(names_read(drawn, drawn.detail))) == len(drawn.cards)
    for mark in marks(drawn):
        if isinstance(mark, Words):
            assert -0.1 <= mark.y - mark.size <= drawn.height
            wide = width(mark.text, mark.size, bold=mark.bold)
            left = mark.x - {"start": 0, "middle": 0.5, "end": 1}[mark.anchor] * wide
            assert 0 <= left <= left + wide <= drawn.width
    across = max(box.x + box.w for box in drawn.boxes) - min(box.x for box in drawn.boxes)
    down = max(box.y + box.h for box in drawn.boxes) - min(box.y for box in drawn.boxes)
    assert max(across / drawn.width, down / (drawn.legend_top - drawn.boxes[0].y)) > 0.8


@pytest.mark.parametrize(("count", "least"), [(5, 12), (20, 11), (40, 11), (60, 10), (200, 9)])
def test_names_in_a_notebook_can_be_read_at_the_first_look(count: int, least: float) -> None:
    """In a frame of 900 by 520 px, as `stratsell/map/front/src/view.js` fits a map into it."""
    widget = InfluenceMap(office(count), as_of=DAY)
    drawn = compose(widget._shown, room=widget.room)
    wide = max(b.x + b.w for b in drawn.boxes) - min(b.x for b in drawn.boxes)
    high = max(b.y + b.h for b in drawn.boxes) - min(b.y for b in drawn.boxes)
    k = min(876 / (wide + 2 * BESIDE), 496 / (high + 2 * BESIDE), 1.15)
    detail, size = ("full", 15) if k >= 0.72 else ("mid", 22) if k >= 0.46 else ("small", 32)
    assert k * size >= least
    assert overlaps(drawn) == hits(drawn) == []
    assert len(set(names_read(drawn, detail))) == len(drawn.cards)


@settings(max_examples=15, deadline=None)
@given(readings(most=25))
def test_any_map_finds_room_on_a_page(reading) -> None:
    drawn = drawn_for(reading, size=SLIDE)
    assert overlaps(drawn) == hits(drawn) == []
    for box in drawn.boxes:
        assert 0 <= box.x <= box.x + box.w <= drawn.width
        assert 0 <= box.y <= box.y + box.h <= drawn.legend_top
    assert all(entry.x + entry.w <= drawn.width for entry in drawn.legend)


@settings(max_examples=15, deadline=None)
@given(readings(most=25))
def test_what_stands_on_a_card_stays_on_it(reading) -> None:
    drawn = drawn_for(put_away(reading), size=(8.0, 5.0))
    for box in drawn.boxes:
        name = getattr(box, "name", "")
        for line in (getattr(box, "small", ""), getattr(box, "mid", "")):
            for part in line if isinstance(line, tuple) else (line,):
                assert width(part, 32 if line == getattr(box, "small", "") else 22) <= box.w, name


def test_without_a_size_a_map_is_as_it_was() -> None:
    reading = company(20)
    assert drawn_for(reading) == compose(reading)
    assert scene(office(5), as_of=DAY).inches is None


def test_names_that_would_be_alike_are_told_apart() -> None:
    labels = [Label(name, title, 80, 180) for name, title in (
        ("Alexandra Lee", "CFO"), ("Alexander Lee", "COO"), ("Helen Osei", "CEO"), ("Helen Osei", "Buyer"), ("Null", ""),
    )]  # fmt: skip
    result = short_names(labels, 32)
    assert len(set(result)) == len(result)
    assert result[4] == ("", "Null")
    assert short_names([Label("田中 美咲", "", 80, 180)], 32) == [("", "田中 美咲")]
    assert short_names([Label("", "", 80, 180)], 32) == [("", "")]


def test_people_without_a_part_count_on_the_card_of_their_manager() -> None:
    what = shown(objective_view(office(200), as_of=DAY))
    small = put_away(what)
    ids = {person.person_id for person in small.people}
    assert {person.person_id for person in what.people if person.level} <= ids
    assert len(what.people) == len(ids) + sum(small.folded.values()) + small.hidden
    holder = next(iter(small.folded))
    opened = put_away(what, [holder])
    assert {person.person_id for person in opened.people} > ids
    assert holder not in opened.folded
    card = next(card for card in compose(small).cards if card.person_id == holder)
    assert f"+{small.folded[holder]}" in {mark.text for mark in marks(compose(small)) if isinstance(mark, Words)}
    assert card.others == small.folded[holder]


def test_of_a_large_map_the_lowest_teams_are_put_away_until_there_is_room() -> None:
    what = company(200)
    small = put_away(what, most=75)
    assert 40 < len(small.people) <= 75
    assert len(small.people) + sum(small.folded.values()) == 200
    assert "p0" in {person.person_id for person in small.people}
    assert len(put_away(what, most=1).people) == 1


def test_of_a_large_account_a_notebook_shows_the_upper_teams_and_opens_the_others() -> None:
    book = office(600)
    widget = InfluenceMap(book, as_of=DAY)
    cards = [box for box in widget.scene["boxes"] if box["kind"] == "card"]
    assert len(cards) <= 75
    assert len(cards) + sum(box.get("folded", 0) for box in cards) == 600
    holder = next(box["id"] for box in cards if box.get("folded"))
    widget._do("fold", {"person_id": holder})
    assert widget.opened == [holder]
    below = {edge.source_id for edge in widget._shown.relationships if edge.target_id == holder}
    assert below
    widget.selected = "p599"
    assert "p599" in {box.get("id") for box in widget.scene["boxes"]}


def test_who_asks_for_what_there_is_not_is_told_what_there_is() -> None:
    book = office(5)
    with pytest.raises(ValueError, match="all, involved"):
        draw_map(book, as_of=DAY, people="some")
    for size in ((0, 5), (float("nan"), 5), (5,), (500, 5)):
        with pytest.raises(ValueError, match=r"\(13\.3, 7\.5\)"):
            draw_map(book, as_of=DAY, size=size)
    with pytest.raises(ValueError, match="too small for a map and its legend"):
        draw_map(book, as_of=DAY, size=(2, 1))
    figure = draw_map(book, as_of=DAY, size=SLIDE)
    assert tuple(figure.get_size_inches()) == SLIDE
