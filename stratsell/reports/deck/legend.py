"""The legend of a map on a slide: every sign and colour that occurs there, at the foot of the slide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stratsell.map import style
from stratsell.map.cards import Card, Ghost
from stratsell.map.edges import Edge
from stratsell.map.kinds import KINDS
from stratsell.map.legend import legend_groups
from stratsell.map.text import width
from stratsell.reports.deck.deck import Page
from stratsell.reports.deck.shapes import PT, Drawing, Ink, Line, box, dots, stroke, write
from stratsell.vocabulary import UNKNOWN_GLYPH, Mindset

LEGEND = 46.0
"""The height that a legend takes, in pt: three lines."""

_LINE, _SIZE, _BETWEEN = 15.0, 9.0, 11.0
_SIGNS = {"mindset": 16.0, "role": 18.0, "level": 34.0, "edge": 26.0}


def add_legend(page: Page, cards: Sequence[Card], ghosts: Sequence[Ghost], edges: Sequence[Edge]) -> None:
    """Add the legend as one group at the foot of the slide's area."""
    area = page.area
    drawing = Drawing(page.slide)
    x, y = area.x, area.y + area.height - LEGEND + _LINE / 2
    for name, entries in legend_groups(cards, ghosts, edges):
        head = width(name, _SIZE, bold=True) + 8
        x, y = _on_line(x, y, head + _room(*entries[0][:2]), page)
        _words(drawing, name, (x, y), head, Ink(_SIZE, "ink", bold=True))
        x += head
        for symbol, text, _ in entries:
            x, y = _on_line(x, y, _room(symbol, text), page)
            _sign(drawing, symbol, x, y)
            ahead = _ahead(symbol)
            _words(drawing, text, (x + ahead, y), width(text, _SIZE) + 3, Ink(_SIZE, "muted"))
            x += _room(symbol, text) + _BETWEEN
        x += 4
    drawing.together("Legend", "What the signs, colours and lines of the map mean")


def _on_line(x: float, y: float, room: float, page: Page) -> tuple[float, float]:
    """Where something of a width stands: on the next line if there is no room on this one."""
    return (page.area.x, y + _LINE) if x > page.area.x and x + room > page.area.x + page.area.width else (x, y)


def _ahead(symbol: str) -> float:
    return _SIGNS.get(symbol.partition(":")[0], 20.0)


def _room(symbol: str, text: str) -> float:
    return _ahead(symbol) + width(text, _SIZE) + 3


def _words(shapes: Any, text: str, corner: tuple[float, float], wide: float, ink: Ink) -> None:
    label = box(shapes, "RECTANGLE", (corner[0], corner[1] - 6.5, wide, 13.0))
    write(label, [(text, ink)], align="LEFT")
    label.text_frame.word_wrap = False


def _sign(shapes: Any, symbol: str, x: float, y: float) -> None:
    """Add a sign around its left end."""
    kind, _, value = symbol.partition(":")
    small = (x, y - 5, 15.0, 10.0)
    match kind:
        case "mindset":
            mark = box(shapes, "ROUNDED_RECTANGLE", (x, y - 6, 12, 12), value or "unknown", None, 2.5)
            write(mark, [(Mindset(value).glyph if value else UNKNOWN_GLYPH, Ink(_SIZE, "on_dark", bold=True))])
        case "role":
            mark = box(shapes, "ROUNDED_RECTANGLE", (x, y - 6.5, 13.5, 13), "pill", None, 6.5)
            write(mark, [(value, Ink(_SIZE, "on_pill", bold=True))])
        case "level":
            dots(shapes, x, y, int(value))
        case "degree":
            box(shapes, "ROUNDED_RECTANGLE", small, "card", Line("border", style.BORDERS[value] * PT), 2.5)
        case "edge":
            line = KINDS[value].line
            stroke(shapes, KINDS[value], (line.width + line.swell / 2) * PT, (x, y), (x + 21, y))
        case "flag":
            mark = box(shapes, "PENTAGON", (x, y - 6, 17, 12), "flag")
            write(mark, [("2", Ink(_SIZE, "on_dark", bold=True))])
        case "ghost":
            box(shapes, "ROUNDED_RECTANGLE", small, "ghost", Line("missing", PT, (3.0, 2.0)), 2.5)
        case "support":
            mark = box(shapes, "RECTANGLE", (x, y - 6.5, 16, 13))
            write(mark, [("+3", Ink(_SIZE, "good", bold=True))], align="RIGHT")
        case "plain":
            box(shapes, "ROUNDED_RECTANGLE", small, "card", Line("faint", PT), 2.5)
