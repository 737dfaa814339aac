"""A scene as the two kinds of marks that every painter knows: shapes and words.

What a card looks like is said here, once: a painter only fills and strokes paths and sets text. Paths are
SVG paths with the commands M, L, Q, C and Z in absolute px, so a browser takes them as they are. Colours are
names (see `stratsell.map.style`), so that a painter can change the theme without asking again.

`marks` gives a whole picture. `box_marks`, `edge_marks`, `selection_marks` and `entry_marks` give its parts, each
around its own corner: equal parts are equal marks, wherever they stand.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from stratsell.map import style
from stratsell.map.cards import Card, Ghost, Heading, Seller
from stratsell.map.edges import Edge
from stratsell.map.kinds import KINDS
from stratsell.map.legend import Entry, symbol_width
from stratsell.map.scene import Scene
from stratsell.map.style import MARGIN, NAME_SIZE, SMALL_SIZE, TEXT_SIZE
from stratsell.map.text import cut
from stratsell.vocabulary import UNKNOWN_GLYPH, Mindset


@dataclass(frozen=True, slots=True)
class Shape:
    """A path that is filled, stroked or both, by the names of colours; a blank one is none."""

    path: str
    fill: str = ""
    stroke: str = ""
    width: float = 1.0
    dash: tuple[float, float] | None = None
    x: float = 0.0
    y: float = 0.0
    """Where the path's origin stands in the picture."""
    scale: float = 1.0
    """How much larger than written the path is drawn; `width` and `dash` are meant as they are."""


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text; `y` is its baseline and `anchor` says which end of it stands at `x`."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    bold: bool = False
    anchor: str = "start"
    """`start`, `middle` or `end`."""


Mark = Shape | Words
Box = Card | Ghost | Seller | Heading


def marks(scene: Scene) -> Iterator[Mark]:
    """Give the marks of a scene, from the bottom of the picture to the top.

    Parameters
    ----------
    scene : Scene
        The scene.

    Yields
    ------
    Shape or Words
        Words never lie below a shape, so a painter may set them last.
    """
    k = scene.scale
    yield Words(MARGIN, 38 * k, scene.title_shown, style.TITLE_SIZE * k, "ink", bold=True)
    yield Words(MARGIN, 62 * k, scene.subtitle_shown, style.SUBTITLE_SIZE * k, "muted")
    for heading in scene.headings:
        yield panel_mark(heading)
    for card in scene.cards:
        if card.selected:
            yield from placed([halo_mark(card)], card.x, card.y)
    for edge in scene.edges:
        yield from edge_marks(edge)
    for box in scene.boxes:
        yield from placed(box_marks(box), box.x, box.y)
    top = scene.legend_top - 6 * k
    yield Shape(f"M 0 {top:g} L {scene.width:g} {top:g}", stroke="rule", width=1.0)
    for entry in scene.legend:
        yield from placed(entry_marks(entry), entry.x, entry.y, k)


def placed(found: Iterable[Mark], x: float, y: float, k: float = 1.0) -> Iterator[Mark]:
    """Give marks enlarged and moved, so that what stood at (0, 0) stands at (x, y)."""
    for mark in found:
        if isinstance(mark, Words):
            yield replace(mark, x=x + mark.x * k, y=y + mark.y * k, size=mark.size * k)
        else:
            dash = (mark.dash[0] * k, mark.dash[1] * k) if mark.dash else None
            width, scale = mark.width * k, mark.scale * k
            yield replace(mark, x=x + mark.x * k, y=y + mark.y * k, scale=scale, width=width, dash=dash)


def panel_mark(heading: Heading) -> Shape:
    """Give what lies below a group of cards, where it stands in the picture."""
    return Shape(rounded(*heading.panel, style.RADIUS + 3), fill="panel")


def halo_mark(card: Card) -> Shape:
    """Give what lies below the edges where a card is selected, around the card's corner."""
    return Shape(rounded(-6, -6, card.w + 12, card.h + 12, style.RADIUS + 6), fill="halo")


def box_marks(box: Box) -> Iterator[Mark]:
    """Give the marks of a box, around its corner.

    Parameters
    ----------
    box : Card, Ghost, Seller or Heading
        The box.

    Yields
    ------
    Shape or Words
        From the bottom to the top.
    """
    if isinstance(box, Card):
        return _card(box)
    if isinstance(box, Ghost):
        return _ghost(box)
    return _seller(box) if isinstance(box, Seller) else _heading(box)


@lru_cache(maxsize=1024)
def rounded(x: float, y: float, w: float, h: float, r: float) -> str:
    """The path of a rectangle with rounded corners."""
    r = min(r, w / 2, h / 2)
    k, right, low = r * 0.4477, x + w, y + h
    return (
        f"M {x + r:g} {y:g} L {right - r:g} {y:g} C {right - k:g} {y:g} {right:g} {y + k:g} "
        f"{right:g} {y + r:g} L {right:g} {low - r:g} C {right:g} {low - k:g} {right - k:g} {low:g} "
        f"{right - r:g} {low:g} L {x + r:g} {low:g} C {x + k:g} {low:g} {x:g} {low - k:g} "
        f"{x:g} {low - r:g} L {x:g} {y + r:g} C {x:g} {y + k:g} {x + k:g} {y:g} {x + r:g} {y:g} Z"
    )


def disc(x: float, y: float, r: float) -> str:
    """The path of a circle."""
    return rounded(x - r, y - r, 2 * r, 2 * r, r)


@lru_cache(maxsize=16)
def _stripe(h: float) -> str:
    """The left end of a card, square on its right side."""
    r, w = style.RADIUS, style.STRIPE
    k = r * 0.4477
    right = f"M {w:g} 0 L {w:g} {h:g} L {r:g} {h:g}"
    return f"{right} C {k:g} {h:g} 0 {h - k:g} 0 {h - r:g} L 0 {r:g} C 0 {k:g} {k:g} 0 {r:g} 0 Z"


def edge_marks(edge: Edge) -> Iterator[Shape]:
    """Give the marks of an edge, where it stands in the picture: its colour is that of its kind."""
    path, dash = edge.path, KINDS[edge.kind].line.dash
    if edge.arrow:
        head, path = _arrow(edge)
        # A casing in the page's colour keeps crossing edges apart.
        yield Shape(path, stroke="page", width=edge.width + 3)
        yield Shape(path, stroke=edge.kind, width=edge.width, dash=dash)
        yield Shape(head, fill=edge.kind)
        return
    yield Shape(path, stroke=edge.kind, width=edge.width, dash=dash)


def _arrow(edge: Edge) -> tuple[str, str]:
    """An edge's arrowhead, and its path shortened so as not to stick out at the tip."""
    (ax, ay), (bx, by) = edge.points[-2:]
    length = math.hypot(bx - ax, by - ay) or 1.0
    size = min(style.ARROW + 1.2 * edge.width, length)
    ux, uy = (bx - ax) / length, (by - ay) / length
    half = size * 0.46
    back = (bx - ux * size, by - uy * size)
    head = (
        f"M {bx:g} {by:g} L {back[0] - uy * half:.6g} {back[1] + ux * half:.6g} "
        f"L {back[0] + uy * half:.6g} {back[1] - ux * half:.6g} Z"
    )
    short = (bx - ux * size * 0.8, by - uy * size * 0.8)
    return head, edge.path.rpartition("L")[0] + f"L {short[0]:.6g} {short[1]:.6g}"


def _card(card: Card) -> Iterator[Mark]:
    body = rounded(0, 0, card.w, card.h, style.RADIUS)
    if not card.level:
        yield Shape(body, "card", "faint", 1.0)
        if card.selected:
            yield border_mark(card)
        yield Words(16, 44 + (0 if card.title_shown else 10), card.name_shown, NAME_SIZE, "muted", bold=True)
        yield Words(16, 65, card.title_shown, TEXT_SIZE, "muted")
        return
    yield Shape(body, fill="card")
    yield Shape(_stripe(card.h), fill=card.mindset or "unknown")
    yield border_mark(card) if card.selected else Shape(body, stroke="border", width=style.BORDERS[card.degree])
    yield _glyph(style.STRIPE / 2, card.h / 2, card.glyph, NAME_SIZE - 1, "on_dark")
    left = style.STRIPE + 11
    yield Words(left, 28, card.name_shown, NAME_SIZE, "ink", bold=True)
    yield Words(left, 49, card.title_shown, TEXT_SIZE, "muted")
    wide = 24.0 if len(card.letters) < 3 else 20.0
    for place, letter in enumerate(card.letters):
        yield from _letter(left + place * (wide + 2), 62, letter, wide)
    yield from _dots(card.w - 85, 72, card.level)
    if card.support_shown:
        support = card.support or 0.0
        colour = "good" if support > 0 else "bad" if support < 0 else "muted"
        yield Words(card.w - 11, 77, card.support_shown, 13.5, colour, bold=bool(support), anchor="end")
    if card.flags:
        yield from _flag(card.w - 30, 10, str(min(card.flags, 99)))


def border_mark(card: Card) -> Shape:
    """Give the border of a selected card, around the card's corner."""
    return Shape(rounded(0, 0, card.w, card.h, style.RADIUS), stroke="selected", width=3.0 if card.level else 2.6)


def _glyph(x: float, y: float, glyph: str, size: float, colour: str) -> Words:
    return Words(x, y + size * 0.36, glyph, size, colour, bold=True, anchor="middle")


def _letter(x: float, y: float, letter: str, wide: float = 24.0) -> Iterator[Mark]:
    yield Shape(rounded(x, y, wide, 20, 10), fill="pill")
    yield _glyph(x + wide / 2, y + 10, letter, 12.5, "on_pill")


def _dots(x: float, y: float, level: int) -> Iterator[Shape]:
    for place in range(4):
        fill = "ink" if place < level else "card"
        yield Shape(disc(x + 12 * place, y, 4.3), fill, "ink", 1.2)


def _flag(x: float, y: float, count: str) -> Iterator[Mark]:
    pennant = f"M {x:g} {y:g} L {x + 20:g} {y:g} L {x + 15.5:g} {y + 8:g} L {x + 20:g} {y + 16:g} L {x:g} {y + 16:g} Z"
    yield Shape(pennant, fill="flag")
    yield _glyph(x + 8, y + 8, count, 11, "on_dark")


def _ghost(ghost: Ghost) -> Iterator[Mark]:
    red, left = "missing", style.STRIPE + 11
    yield Shape(rounded(0, 0, ghost.w, ghost.h, style.RADIUS), "ghost", red, 1.8, (7.0, 5.0))
    yield Words(left, 28, ghost.name, NAME_SIZE, red, bold=True)
    yield Words(left, 49, ghost.note, TEXT_SIZE, red)
    yield Shape(rounded(left, 62, 24, 20, 10), "", red, 1.4, (3.0, 2.0))
    yield _glyph(left + 12, 72, ghost.letter, 12.5, red)
    yield Words(left + 33, 76.5, cut(ghost.candidate_shown, ghost.w - left - 44, TEXT_SIZE), TEXT_SIZE, red)


def _seller(seller: Seller) -> Iterator[Mark]:
    middle = seller.h / 2
    yield Shape(rounded(0, 0, seller.w, seller.h, middle), "seller", "badge", 1.3)
    yield Shape(disc(28, middle, 17), fill="badge")
    yield _glyph(28, middle, seller.initials, 13, "on_dark")
    yield Words(54, middle - 3, seller.name_shown, NAME_SIZE - 1, "ink", bold=True)
    yield Words(54, middle + 15, seller.note, SMALL_SIZE, "muted")


def _heading(heading: Heading) -> Iterator[Words]:
    y = heading.h / 2 - (len(heading.lines) - 1) * 8 + 4
    for place, line in enumerate(heading.lines):
        yield Words(heading.w, y + 16 * place, line, TEXT_SIZE, "muted", anchor="end")


def entry_marks(entry: Entry) -> Iterator[Mark]:
    """Give a legend entry's sign and text, around its left end and in the usual size."""
    if not entry.symbol:
        yield Words(0, 4.5, entry.text, TEXT_SIZE, "ink", bold=True)
        return
    yield from sign_marks(entry.symbol)
    yield Words(symbol_width(entry.symbol), 4.5, entry.text, TEXT_SIZE, "muted")


def sign_marks(symbol: str) -> Iterator[Mark]:
    """Give a legend's sign, around its left end."""
    kind, _, value = symbol.partition(":")
    return _SIGNS[kind](value)


def _mindset_sign(value: str) -> Iterator[Mark]:
    glyph = Mindset(value).glyph if value else UNKNOWN_GLYPH
    yield Shape(rounded(0, -9, 18, 18, 4), fill=value or "unknown")
    yield _glyph(9, 0, glyph, 12, "on_dark")


def _role_sign(value: str) -> Iterator[Mark]:
    yield from _letter(0, -10, value)


def _level_sign(value: str) -> Iterator[Mark]:
    yield from _dots(5, 0, int(value))


def _degree_sign(value: str) -> Iterator[Mark]:
    yield Shape(rounded(0, -8, 22, 16, 4), "card", "border", style.BORDERS[value])


def _edge_sign(value: str) -> Iterator[Mark]:
    points: Sequence[tuple[float, float]] = ((0, 0), (28, 0))
    line = KINDS[value].line
    width = line.width + line.swell / 2
    yield from edge_marks(Edge("", value, "", "", 0.5, width, line.arrow, tuple(points), "M 0 0 L 28 0"))


def _flag_sign(value: str) -> Iterator[Mark]:
    yield from _flag(0, -8, value or "2")


def _ghost_sign(_: str) -> Iterator[Mark]:
    yield Shape(rounded(0, -8, 22, 16, 4), "ghost", "missing", 1.4, (4.0, 3.0))


def _support_sign(_: str) -> Iterator[Mark]:
    yield Words(22, 4.5, "+3", 13.5, "good", bold=True, anchor="end")


def _plain_sign(_: str) -> Iterator[Mark]:
    yield Shape(rounded(0, -8, 22, 16, 4), "card", "faint", 1.0)


def _seller_sign(_: str) -> Iterator[Mark]:
    yield Shape(rounded(0, -8, 22, 16, 8), "seller", "badge", 1.3)


_SIGNS = {
    "mindset": _mindset_sign,
    "role": _role_sign,
    "level": _level_sign,
    "degree": _degree_sign,
    "edge": _edge_sign,
    "flag": _flag_sign,
    "ghost": _ghost_sign,
    "support": _support_sign,
    "plain": _plain_sign,
    "seller": _seller_sign,
}
