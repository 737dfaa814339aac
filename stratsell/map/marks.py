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
from dataclasses import replace

from stratsell.map import style
from stratsell.map.cards import Card, Ghost, Heading, Seller
from stratsell.map.detail import badge, far_marks, heading_marks
from stratsell.map.edges import Edge
from stratsell.map.kinds import KINDS
from stratsell.map.legend import Entry, symbol_width
from stratsell.map.scene import Scene
from stratsell.map.shapes import (
    Mark,
    Shape,
    Words,
    badge_marks,
    disc,
    dots_marks,
    flag_marks,
    glyph_mark,
    letter_marks,
    rounded,
    stripe,
)
from stratsell.map.style import NAME_SIZE, SMALL_SIZE, TEXT_SIZE, Detail
from stratsell.map.text import cut
from stratsell.vocabulary import UNKNOWN_GLYPH, Mindset

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
    yield Words(scene.margin, 38 * k, scene.title_shown, style.TITLE_SIZE * k, "ink", bold=True)
    yield Words(scene.margin, 62 * k, scene.subtitle_shown, style.SUBTITLE_SIZE * k, "muted")
    for heading in scene.headings:
        yield panel_mark(heading)
    for card in scene.cards:
        if card.selected:
            yield from placed([halo_mark(card)], card.x, card.y)
    for edge in scene.edges:
        yield from edge_marks(edge)
    for box in scene.boxes:
        yield from placed(box_marks(box, scene.detail), box.x, box.y)
        if isinstance(box, Card):
            yield from placed(badge(box, scene.detail), box.x, box.y)
    top = scene.legend_top - 6 * k
    yield Shape(f"M 0 {top:g} L {scene.width:g} {top:g}", stroke="rule", width=1.0)
    for entry in scene.legend:
        yield from placed(entry_marks(entry), entry.x, entry.y, k)


def placed(moved: Iterable[Mark], x: float, y: float, k: float = 1.0) -> Iterator[Mark]:
    """Give marks enlarged and moved, so that what stood at (0, 0) stands at (x, y)."""
    for mark in moved:
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


def box_marks(box: Box, detail: Detail = "full") -> Iterator[Mark]:
    """Give the marks of a box, around its corner.

    Parameters
    ----------
    box : Card, Ghost, Seller or Heading
        The box.
    detail : {"full", "mid", "small"}, default "full"
        How much is said on it.

    Yields
    ------
    Shape or Words
        From the bottom to the top.
    """
    if detail != "full":
        return far_marks(box, detail)
    if isinstance(box, Card):
        return _card(box)
    if isinstance(box, Ghost):
        return _ghost(box)
    return _seller(box) if isinstance(box, Seller) else heading_marks(box, TEXT_SIZE)


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
    yield Shape(stripe(card.h), fill=card.mindset or "unknown")
    yield border_mark(card) if card.selected else Shape(body, stroke="border", width=style.BORDERS[card.degree])
    yield glyph_mark(style.STRIPE / 2, card.h / 2, card.glyph, NAME_SIZE - 1, "on_dark")
    left = style.STRIPE + 11
    yield Words(left, 28, card.name_shown, NAME_SIZE, "ink", bold=True)
    yield Words(left, 49, card.title_shown, TEXT_SIZE, "muted")
    wide = 24.0 if len(card.letters) < 3 else 20.0
    for place, letter in enumerate(card.letters):
        yield from letter_marks(left + place * (wide + 2), 62, letter, wide)
    yield from dots_marks(card.w - 85, 72, card.level)
    if card.support_shown:
        support = card.support or 0.0
        colour = "good" if support > 0 else "bad" if support < 0 else "muted"
        yield Words(card.w - 11, 77, card.support_shown, 13.5, colour, bold=bool(support), anchor="end")
    if card.flags:
        yield from flag_marks(card.w - 30, 10, str(min(card.flags, 99)))


def border_mark(card: Card) -> Shape:
    """Give the border of a selected card, around the card's corner."""
    return Shape(rounded(0, 0, card.w, card.h, style.RADIUS), stroke="selected", width=3.0 if card.level else 2.6)


def _ghost(ghost: Ghost) -> Iterator[Mark]:
    red, left = "missing", style.STRIPE + 11
    yield Shape(rounded(0, 0, ghost.w, ghost.h, style.RADIUS), "ghost", red, 1.8, (7.0, 5.0))
    yield Words(left, 28, ghost.name, NAME_SIZE, red, bold=True)
    yield Words(left, 49, ghost.note, TEXT_SIZE, red)
    yield Shape(rounded(left, 62, 24, 20, 10), "", red, 1.4, (3.0, 2.0))
    yield glyph_mark(left + 12, 72, ghost.letter, 12.5, red)
    yield Words(left + 33, 76.5, cut(ghost.candidate_shown, ghost.w - left - 44, TEXT_SIZE), TEXT_SIZE, red)


def _seller(seller: Seller) -> Iterator[Mark]:
    middle = seller.h / 2
    yield Shape(rounded(0, 0, seller.w, seller.h, middle), "seller", "badge", 1.3)
    yield Shape(disc(28, middle, 17), fill="badge")
    yield glyph_mark(28, middle, seller.initials, 13, "on_dark")
    yield Words(54, middle - 3, seller.name_shown, NAME_SIZE - 1, "ink", bold=True)
    yield Words(54, middle + 15, seller.note, SMALL_SIZE, "muted")


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
    yield glyph_mark(9, 0, glyph, 12, "on_dark")


def _role_sign(value: str) -> Iterator[Mark]:
    yield from letter_marks(0, -10, value)


def _level_sign(value: str) -> Iterator[Mark]:
    yield from dots_marks(5, 0, int(value))


def _degree_sign(value: str) -> Iterator[Mark]:
    yield Shape(rounded(0, -8, 22, 16, 4), "card", "border", style.BORDERS[value])


def _edge_sign(value: str) -> Iterator[Mark]:
    points: Sequence[tuple[float, float]] = ((0, 0), (28, 0))
    line = KINDS[value].line
    width = line.width + line.swell / 2
    yield from edge_marks(Edge("", value, "", "", 0.5, width, line.arrow, tuple(points), "M 0 0 L 28 0"))


def _flag_sign(value: str) -> Iterator[Mark]:
    yield from flag_marks(0, -8, value or "2")


def _ghost_sign(_: str) -> Iterator[Mark]:
    yield Shape(rounded(0, -8, 22, 16, 4), "ghost", "missing", 1.4, (4.0, 3.0))


def _support_sign(_: str) -> Iterator[Mark]:
    yield Words(22, 4.5, "+3", 13.5, "good", bold=True, anchor="end")


def _plain_sign(_: str) -> Iterator[Mark]:
    yield Shape(rounded(0, -8, 22, 16, 4), "card", "faint", 1.0)


def _others_sign(_: str) -> Iterator[Mark]:
    yield from badge_marks(0, -9, 30, 18, "+7", TEXT_SIZE)


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
    "others": _others_sign,
    "seller": _seller_sign,
}
