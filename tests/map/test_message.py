"""The message of a scene: it holds every mark, in little room, and says who is who."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

import stratsell as ss
from stratsell.map.cards import Heading
from stratsell.map.marks import box_marks, panel_mark, sign_marks
from stratsell.map.message import message, vocabulary
from stratsell.map.scene import compose
from stratsell.map.shapes import Shape, Words
from stratsell.map.shown import Shown, shown
from stratsell.map.style import DARK, LIGHT
from stratsell.objective_view import objective_view
from stratsell.rules.red_flags import RedFlag
from stratsell.vocabulary import Mindset, RelationshipKind, Role
from tests.map.test_scene import DAY, book, company, readings


def shapes_of(sent: dict, places: list[int]) -> list[Shape]:
    return [Shape(path, *sent["styles"][style]) for style, path in (sent["shapes"][place] for place in places)]


def words_of(sent: dict, words: list[list[int]]) -> list[Words]:
    result = []
    for spot, text, _ in words:
        font, x, y = sent["spots"][spot]
        size, colour, bold, anchor = sent["fonts"][font]
        result.append(Words(x, y, sent["texts"][text], size, colour, bold, anchor))
    return result


@settings(max_examples=20, deadline=None)
@given(readings(most=25))
def test_every_mark_of_the_scene_is_in_the_message(reading: Shown) -> None:
    drawn = compose(reading)
    sent = json.loads(json.dumps(message(reading, drawn)))
    sent["styles"] = [[fill, stroke, width, dash and tuple(dash)] for fill, stroke, width, dash in sent["styles"]]
    boxes = sorted(drawn.boxes, key=lambda box: (box.y, box.x))
    assert [(box["x"], box["y"]) for box in sent["boxes"]] == [(box.x, box.y) for box in boxes]
    for text, box in zip(sent["boxes"], boxes, strict=True):
        wanted = list(box_marks(box))
        assert shapes_of(sent, text["shapes"]) == [mark for mark in wanted if isinstance(mark, Shape)]
        assert words_of(sent, text["words"]) == [mark for mark in wanted if isinstance(mark, Words) and mark.text]
        for detail in ("mid", "small"):
            far = list(box_marks(box, detail))
            assert shapes_of(sent, text[detail]["shapes"]) == [mark for mark in far if isinstance(mark, Shape)]
            assert words_of(sent, text[detail]["words"]) == [m for m in far if isinstance(m, Words) and m.text]
        if isinstance(box, Heading):
            assert shapes_of(sent, text["panel"]) == [panel_mark(box)]
    for text, edge in zip(sent["edges"], drawn.edges, strict=True):
        kind, source, target, strength, width, corners = text
        assert (kind, boxes[source].key, boxes[target].key) == (edge.kind, edge.source, edge.target)
        assert (strength, width, sent["lines"][kind][2]) == (edge.strength, edge.width, edge.arrow)
        assert list(zip(corners[::2], corners[1::2], strict=True)) == list(edge.points)
    signs = [entry for entry in sent["legend"] if entry["shapes"] or entry["words"]]
    wanted_signs = [entry for entry in drawn.legend if entry.symbol]
    assert len(signs) == len(wanted_signs)
    for text, entry in zip(signs, wanted_signs, strict=True):
        assert shapes_of(sent, text["shapes"]) == [m for m in sign_marks(entry.symbol) if isinstance(m, Shape)]


@settings(max_examples=10, deadline=None)
@given(readings(most=25))
def test_every_colour_is_in_both_palettes(reading: Shown) -> None:
    sent = message(reading, compose(reading))
    names = {name for fill, stroke, *_ in sent["styles"] for name in (fill, stroke)} - {""}
    names |= {colour for _, colour, *_ in sent["fonts"]} | {colour for colour, *_ in sent["lines"].values()}
    assert names <= set(LIGHT)
    assert set(LIGHT) == set(DARK)


def test_sixty_people_are_a_small_message() -> None:
    reading = company(60)
    assert len(json.dumps(message(reading, compose(reading)), separators=(",", ":"))) < 60_000


def test_equal_parts_are_said_once() -> None:
    small, large = (message(reading, compose(reading)) for reading in (company(20), company(200)))
    assert large["shapes"] == small["shapes"]
    assert len(set(large["texts"])) == len(large["texts"])


def test_the_message_says_who_is_who() -> None:
    reading = shown(objective_view(book(), as_of=DAY))
    sent = message(reading, compose(reading))
    cards = {box["id"]: box for box in sent["boxes"] if box["kind"] == "card"}
    assert sent["texts"][cards["ann"]["name"]] == "Ann Lee"
    assert cards["ann"]["roles"] == ("user", "coach")
    assert cards["ann"]["mindset"] == "growth"
    assert (cards["ann"]["level"], cards["boss"]["reports"]) == (4, 2)
    assert set(cards["bob"]["flags"]) == {"missing_information", "uncontacted"}
    assert "level" not in cards["eve"], "what is blank is not sent"


def test_routes_lead_to_everybody_whom_we_have_not_met() -> None:
    reading = shown(objective_view(ss.demo(), objective_id="northwind-1", as_of="2026-11-23"))
    sent = message(reading, compose(reading))
    routes = {route[-1]: (route, seller) for route, _, seller in sent["routes"]}
    assert routes["nw-osei"] == (("nw-zhao", "nw-osei"), "Noor Ali")
    assert "best introduction" in [entry["text"] for entry in sent["legend"]]


def test_a_missing_role_comes_with_its_candidates() -> None:
    reading = shown(objective_view(ss.demo(), objective_id="calloway-1", as_of="2026-11-23"))
    (ghost,) = [box for box in message(reading, compose(reading))["boxes"] if box["kind"] == "ghost"]
    assert [person for person, _ in ghost["candidates"]][:4] == ["ch-marchetti", "ch-ekow", "ch-doyle", "ch-varga"]
    assert ghost["candidates"][1][1] == "Dr Samuel Ekow manages 5 of 7 stakeholders"


@pytest.mark.parametrize(
    ("name", "words"), [("roles", Role), ("mindsets", Mindset), ("flags", RedFlag), ("kinds", RelationshipKind)]
)
def test_the_page_knows_the_words(name: str, words: type) -> None:
    assert {value for value, *_ in vocabulary()[name]} >= {word.value for word in words}
