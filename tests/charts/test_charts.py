"""The pictures of conversations: through time, and from telling to creating together."""

import io
import os
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest

import stratsell as ss
from stratsell.charts.matrix import relationships_chart
from stratsell.charts.modes import modes_chart
from stratsell.charts.timeline import timeline_chart
from stratsell.cli import Exit, main
from tests.support import pictures

BASELINE = Path(__file__).parent / "baseline"
DAY = "2026-11-23"
MODES = ["tell", "sell", "test", "consult", "co_create", None]


def book(names=("Ann", "Bob", "Cyd"), **touchpoints) -> ss.Book:
    """Ann and Bob have been spoken with, Cyd has not; one conversation has passed without a word."""
    columns = {
        "touchpoint_id": [str(index) for index in range(9)],
        "person_id": ["a"] * 6 + ["b"] * 3,
        "seller": ["Bea", "Bea", "Bea", "Cai", "Cai", "Cai", "Bea", "Bea", "Bea"],
        "on": [f"2026-09-{index + 1:02}" for index in range(6)] + ["2026-11-01", "2026-11-23", "2026-12-24"],
        "status": ["done"] * 6 + ["planned"] * 3,
        "mode": [*MODES, "consult", "tell", None],
    }
    return ss.Book(
        {
            "accounts": pd.DataFrame({"account_id": ["F"], "name": ["Foods"]}),
            "people": pd.DataFrame({"person_id": ["a", "b", "c"], "account_id": "F", "name": names, "title": "T"}),
            "influences": pd.DataFrame({"objective_id": "F", "person_id": ["a", "b", "c"], "roles": "user"}),
            "touchpoints": pd.DataFrame(columns | touchpoints),
        }
    )


def pixels(figure) -> np.ndarray:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=50)
    return pictures.pixels(buffer)


def texts(figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


DRAWN = {
    "timeline": lambda: ss.draw_timeline(ss.demo(), objective_id="northwind-1", as_of=DAY),
    "timeline-dark": lambda: ss.draw_timeline(book(), account_id="F", as_of=DAY, theme="dark"),
    "modes": lambda: ss.draw_modes(ss.demo(), as_of=DAY),
    "relationships": lambda: ss.draw_relationships(ss.demo(), account_id="northwind", as_of=DAY),
    "relationships-dark": lambda: ss.draw_relationships(book(), as_of=DAY, theme="dark"),
    "momentum": lambda: ss.draw_momentum(ss.demo(), objective_id="kestrel-1", as_of=DAY),
    "momentum-dark": lambda: ss.draw_momentum(ss.demo(), objective_id="halden-1", as_of=DAY, theme="dark"),
    "modes-dark": lambda: ss.draw_modes(ss.demo(), by="seller", as_of=DAY, theme="dark"),
}


@pytest.mark.parametrize("name", DRAWN)
def test_the_picture_is_as_it_was(name, tmp_path) -> None:
    """Set STRATSELL_BASELINE=1 to accept the pictures as they are now."""
    result = pixels(DRAWN[name]())
    path = BASELINE / f"{name}.png"
    if os.environ.get("STRATSELL_BASELINE"):
        pictures.save(result, path)
    pictures.save(result, tmp_path / "found.png")
    assert pictures.difference(result, pictures.pixels(path)) < 3, f"see {tmp_path / 'found.png'}"


@pytest.mark.parametrize("draw", [ss.draw_timeline, ss.draw_modes, ss.draw_relationships])
def test_the_same_book_and_day_give_the_same_file(draw, tmp_path) -> None:
    one, other = tmp_path / "one.svg", tmp_path / "other.svg"
    for path in (one, other):
        draw(book(), as_of=DAY, path=path)
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("draw", [ss.draw_timeline, ss.draw_modes, ss.draw_relationships])
def test_names_are_text_and_keep_to_the_page(draw) -> None:
    names = [r"$\alpha$ <b>", "星野 🚀" * 40, "نسيم " * 60]
    wild = book(names, seller=[names[index % 3] for index in range(9)])
    wild.update("accounts", "F", name="x" * 500)
    figure = draw(wild, account_id="F", as_of=DAY, **({"by": "seller"} if draw is ss.draw_modes else {}))
    figure.canvas.draw()
    assert any(r"$\alpha$" in text for text in texts(figure))
    for text in figure.axes[0].texts:
        assert not text.get_parse_math()
        assert text.get_window_extent().x1 <= figure.bbox.x1 + 1


@pytest.mark.parametrize("draw", [ss.draw_timeline, ss.draw_modes, ss.draw_relationships])
@pytest.mark.parametrize("day", ["0001-01-01", "2026-11-23", "9999-12-31"])
def test_a_book_without_conversations_is_drawn_on_any_day(draw, day) -> None:
    empty = ss.Book({name: table.iloc[:0] for name, table in book().tables.items()})
    draw(empty, as_of=day).canvas.draw()
    draw(book(), as_of=day).canvas.draw()


def test_the_timeline_says_what_is_done_planned_and_past() -> None:
    result = texts(ss.draw_timeline(book(), account_id="F", as_of=DAY))
    assert result[:2] == ["Foods", "23 November 2026 · 6 conversations, 3 planned"]
    names = [text for text in result if text in ("Ann", "Bob", "Cyd")]
    assert names == ["Bob", "Ann", "Cyd"]  # the next plan first, who has none and no conversation last
    marks = result[result.index("Bob") : result.index("Cyd")]
    assert [mark for mark in marks if len(mark) == 1 and mark != "T"] == ["4", "1", "?", "1", "2", "3", "4", "5", "?"]


def test_nothing_done_after_the_day_is_seen_and_what_is_far_away_is_counted() -> None:
    result = texts(ss.draw_timeline(book(), account_id="F", as_of="2026-09-03", days=60))
    assert result[1] == "3 September 2026 · 3 conversations, 1 planned · 2 further away in time"


def test_no_conversation_hides_another() -> None:
    figure = ss.draw_timeline(ss.demo(), as_of=DAY)
    numbers = [text.get_position() for text in figure.axes[0].texts if text.get_text() in "12345?"]
    places = np.array(numbers)
    apart = np.abs(places[:, None] - places[None]).max(axis=2) + np.eye(len(places))
    assert apart.min() >= 0.199


def test_the_modes_are_those_of_the_rule() -> None:
    result = texts(ss.draw_modes(book(), by="seller", as_of=DAY))
    assert result[1].endswith("by seller: 5 with a known mode, 60% two-way")
    assert result[result.index("Cai") : result.index("Cai") + 4] == ["Cai", "1", "1", "100% of 2 + 1 ?"]
    assert result[result.index("Bea") :][:5] == ["Bea", "1", "1", "1", "33% of 3"]


def test_of_many_bars_those_with_most_conversations_are_drawn() -> None:
    many = 60
    touchpoints = {
        "touchpoint_id": [str(index) for index in range(many + 1)], "person_id": ["a"] * (many + 1),
        "seller": ["s59", *(f"s{index}" for index in range(many))], "on": ["2026-09-01"] * (many + 1),
        "status": ["done"] * (many + 1), "mode": ["tell"] * (many + 1),
    }  # fmt: skip
    result = texts(ss.draw_modes(book(**touchpoints), by="seller", as_of=DAY))
    assert "s59" in result
    assert "20 more with fewer conversations" in result


@pytest.mark.parametrize(
    ("draw", "words", "error", "text"),
    [
        (ss.draw_timeline, {"days": 0}, ValueError, "days"),
        (ss.draw_timeline, {"path": "x.bmp"}, ValueError, r"\.png"),
        (ss.draw_timeline, {"objective_id": "x"}, KeyError, "no objective"),
        (ss.draw_modes, {"by": "moon"}, ValueError, "moon"),
        (ss.draw_modes, {"account_id": "F", "objective_id": "F"}, ValueError, "either"),
    ],
)
def test_what_cannot_be_drawn_is_said(draw, words, error, text) -> None:
    with pytest.raises(error, match=text):
        draw(book(), as_of=DAY, **words)


@pytest.mark.parametrize("words", [["plan"], ["modes", "--by", "seller"]])
def test_the_terminal_writes_the_pictures(words, tmp_path, capsys) -> None:
    book().write(tmp_path / "book")
    place = tmp_path / "picture.png"
    assert main([words[0], str(tmp_path / "book"), *words[1:], "--as-of", DAY, "--picture", str(place)]) == Exit.FINE
    assert place.read_bytes().startswith(b"\x89PNG")
    assert capsys.readouterr().out


CHARTS = {
    "timeline": lambda book: timeline_chart(book, account_id="F", as_of=DAY),
    "modes": lambda book: modes_chart(book, by="seller", as_of=DAY),
    "relationships": lambda book: relationships_chart(book, as_of=DAY),
}


@pytest.mark.parametrize("name", CHARTS)
def test_a_page_gets_the_same_words_as_a_file(name) -> None:
    wild = book(["<b>Ann & Bob</b>", "星野", "نسيم"])
    chart = CHARTS[name](wild)
    whole = ET.fromstring(chart.svg("dark"))
    figure = chart.figure("dark")
    painted = {text.get_text() for text in figure.axes[0].texts}
    assert {text.text for text in whole.iter("{http://www.w3.org/2000/svg}text")} == painted
    assert [float(side) for side in whole.get("viewBox").split()[2:]] == pytest.approx(figure.get_size_inches() * 72)
    assert chart.svg("dark") == CHARTS[name](wild).svg("dark")


@pytest.mark.parametrize("name", CHARTS)
def test_no_colour_is_left_without_a_code(name) -> None:
    for theme in ("light", "dark"):
        used = set(re.findall(r'(?:fill|stroke)="(.*?)"', CHARTS[name](book()).svg(theme).decode()))
        assert all(re.fullmatch(r"none|#[0-9a-fA-F]{6}", colour) for colour in used), used
