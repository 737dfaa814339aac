"""A scene as the two kinds of marks that every painter knows: shapes and words.

What a card looks like is said here, once: a painter only fills and strokes paths and sets text. Paths are
SVG paths with the commands M, L, Q, C and Z in absolute px, so a browser takes them as they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import cycle

from stratsell.map import style
from stratsell.map.scene import EDGE, Card, Edge, Entry, Ghost, Heading, Scene, Seller, symbol_width
from stratsell.map.style import NAME_SIZE, SMALL_SIZE, TEXT_SIZE
from stratsell.map.text import cut
from stratsell.vocabulary import UNKNOWN_GLYPH, Mindset


@dataclass(frozen=True, slots=True)
class Shape:
    """A path that is filled, stroked or both; a blank colour is none."""

    path: str
    fill: str = ""
    stroke: str = ""
    width: float = 1.0
    dash: tuple[float, float] | None = None


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
Palette = Mapping[str, str]


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
    palette, k = style.PALETTES[scene.theme], scene.scale
    title, subtitle = style.TITLE_SIZE * k, style.SUBTITLE_SIZE * k
    yield Words(EDGE, 38 * k, scene.title_shown, title, palette["ink"], bold=True)
    yield Words(EDGE, 62 * k, scene.subtitle_shown, subtitle, palette["muted"])
    yield from _backgrounds(scene, palette)
    for line in scene.edges:
        yield from _edge(line, palette)
    for card in scene.cards:
        yield from _card(card, palette)
    for ghost in scene.ghosts:
        yield from _ghost(ghost, palette)
    for seller in scene.sellers:
        yield from _seller(seller, palette)
    for heading in scene.headings:
        yield from _heading(heading, palette)
    top = scene.legend_top - 6 * k
    yield Shape(f"M 0 {top:g} L {scene.width:g} {top:g}", stroke=palette["rule"], width=1.0)
    for entry in scene.legend:
        for mark in _entry(entry, palette):
            yield _placed(mark, entry.x, entry.y, k)


def _backgrounds(scene: Scene, palette: Palette) -> Iterator[Shape]:
    """What lies below the lines: the panel of a group and the halo of the selected card."""
    for heading in scene.headings:
        yield Shape(rounded(*heading.panel, style.RADIUS + 3), fill=palette["panel"])
    for card in scene.cards:
        if card.selected:
            halo = rounded(card.x - 6, card.y - 6, card.w + 12, card.h + 12, style.RADIUS + 6)
            yield Shape(halo, fill=palette["halo"])


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


def _stripe(x: float, y: float, h: float) -> str:
    """The left end of a card, square on its right side."""
    r, w, low = style.RADIUS, style.STRIPE, y + h
    k = r * 0.4477
    return (
        f"M {x + w:g} {y:g} L {x + w:g} {low:g} L {x + r:g} {low:g} C {x + k:g} {low:g} {x:g} "
        f"{low - k:g} {x:g} {low - r:g} L {x:g} {y + r:g} C {x:g} {y + k:g} {x + k:g} {y:g} "
        f"{x + r:g} {y:g} Z"
    )


def _edge(line: Edge, palette: Palette) -> Iterator[Shape]:
    colour = palette[line.kind]
    path = line.path
    if line.arrow:
        head, path = _arrow(line)
        # A casing in the page's colour keeps crossing lines apart.
        yield Shape(path, stroke=palette["page"], width=line.width + 3)
        yield Shape(path, stroke=colour, width=line.width, dash=style.DASHES.get(line.kind))
        yield Shape(head, fill=colour)
        return
    yield Shape(path, stroke=colour, width=line.width, dash=style.DASHES.get(line.kind))


def _arrow(line: Edge) -> tuple[str, str]:
    """A line's arrowhead, and its path shortened so as not to stick out at the tip."""
    (ax, ay), (bx, by) = line.points[-2:]
    length = math.hypot(bx - ax, by - ay) or 1.0
    size = min(style.ARROW + 1.2 * line.width, length)
    ux, uy = (bx - ax) / length, (by - ay) / length
    half = size * 0.46
    back = (bx - ux * size, by - uy * size)
    head = (
        f"M {bx:g} {by:g} L {back[0] - uy * half:.6g} {back[1] + ux * half:.6g} "
        f"L {back[0] + uy * half:.6g} {back[1] - ux * half:.6g} Z"
    )
    short = (bx - ux * size * 0.8, by - uy * size * 0.8)
    return head, line.path.rpartition("L")[0] + f"L {short[0]:.6g} {short[1]:.6g}"


def _card(card: Card, palette: Palette) -> Iterator[Mark]:
    body = rounded(card.x, card.y, card.w, card.h, style.RADIUS)
    x, y = card.x, card.y
    if not card.level:
        edge = palette["selected"] if card.selected else palette["faint"]
        yield Shape(body, palette["card"], edge, 2.6 if card.selected else 1.0)
        lower = 0 if card.title_shown else 10
        name = card.name_shown
        yield Words(x + 16, y + 44 + lower, name, NAME_SIZE, palette["muted"], bold=True)
        yield Words(x + 16, y + 65, card.title_shown, TEXT_SIZE, palette["muted"])
        return
    yield Shape(body, fill=palette["card"])
    yield Shape(_stripe(x, y, card.h), fill=style.MINDSETS[card.mindset])
    border = palette["selected"] if card.selected else palette["border"]
    yield Shape(body, stroke=border, width=3.0 if card.selected else style.BORDERS[card.degree])
    middle = x + style.STRIPE / 2
    yield _glyph(middle, y + card.h / 2, card.glyph, NAME_SIZE - 1, palette["on_dark"])
    left = x + style.STRIPE + 11
    yield Words(left, y + 28, card.name_shown, NAME_SIZE, palette["ink"], bold=True)
    yield Words(left, y + 49, card.title_shown, TEXT_SIZE, palette["muted"])
    wide = 24.0 if len(card.letters) < 3 else 20.0
    for place, letter in enumerate(card.letters):
        yield from _letter(left + place * (wide + 2), y + 62, letter, palette, wide)
    yield from _dots(x + card.w - 85, y + 72, card.level, palette)
    if card.support_shown:
        support = card.support or 0.0
        colour = palette["good" if support > 0 else "bad" if support < 0 else "muted"]
        right = x + card.w - 11
        yield Words(right, y + 77, card.support_shown, 13.5, colour, bold=bool(support), anchor="end")
    if card.flags:
        yield from _flag(x + card.w - 30, y + 10, str(min(card.flags, 99)), palette)


def _glyph(x: float, y: float, glyph: str, size: float, colour: str) -> Words:
    return Words(x, y + size * 0.36, glyph, size, colour, bold=True, anchor="middle")


def _letter(x: float, y: float, letter: str, palette: Palette, wide: float = 24.0) -> Iterator[Mark]:
    yield Shape(rounded(x, y, wide, 20, 10), fill=palette["pill"])
    yield _glyph(x + wide / 2, y + 10, letter, 12.5, palette["on_pill"])


def _dots(x: float, y: float, level: int, palette: Palette) -> Iterator[Shape]:
    for place in range(4):
        fill = palette["ink"] if place < level else palette["card"]
        yield Shape(disc(x + 12 * place, y, 4.3), fill, palette["ink"], 1.2)


def _flag(x: float, y: float, count: str, palette: Palette) -> Iterator[Mark]:
    pennant = f"M {x:g} {y:g} L {x + 20:g} {y:g} L {x + 15.5:g} {y + 8:g} L {x + 20:g} {y + 16:g} L {x:g} {y + 16:g} Z"
    yield Shape(pennant, fill=palette["flag"])
    yield _glyph(x + 8, y + 8, count, 11, palette["on_dark"])


def _ghost(ghost: Ghost, palette: Palette) -> Iterator[Mark]:
    body = rounded(ghost.x, ghost.y, ghost.w, ghost.h, style.RADIUS)
    red, left = palette["missing"], ghost.x + style.STRIPE + 11
    yield Shape(body, palette["ghost"], red, 1.8, (7.0, 5.0))
    yield Words(left, ghost.y + 28, ghost.name, NAME_SIZE, red, bold=True)
    yield Words(left, ghost.y + 49, ghost.note, TEXT_SIZE, red)
    yield Shape(rounded(left, ghost.y + 62, 24, 20, 10), "", red, 1.4, (3.0, 2.0))
    yield _glyph(left + 12, ghost.y + 72, ghost.letter, 12.5, red)
    room = ghost.x + ghost.w - left - 44
    shown = cut(ghost.candidate_shown, room, TEXT_SIZE)
    yield Words(left + 33, ghost.y + 76.5, shown, TEXT_SIZE, red)


def _seller(seller: Seller, palette: Palette) -> Iterator[Mark]:
    body = rounded(seller.x, seller.y, seller.w, seller.h, seller.h / 2)
    middle = seller.y + seller.h / 2
    yield Shape(body, palette["seller"], palette["badge"], 1.3)
    yield Shape(disc(seller.x + 28, middle, 17), fill=palette["badge"])
    yield _glyph(seller.x + 28, middle, seller.initials, 13, palette["on_dark"])
    left = seller.x + 54
    yield Words(left, middle - 3, seller.name_shown, NAME_SIZE - 1, palette["ink"], bold=True)
    yield Words(left, middle + 15, seller.note, SMALL_SIZE, palette["muted"])


def _heading(heading: Heading, palette: Palette) -> Iterator[Words]:
    y = heading.y + heading.h / 2 - (len(heading.lines) - 1) * 8 + 4
    for place, line in enumerate(heading.lines):
        x = heading.x + heading.w
        yield Words(x, y + 16 * place, line, TEXT_SIZE, palette["muted"], anchor="end")


def _entry(entry: Entry, palette: Palette) -> Iterator[Mark]:
    """An entry's sign and text, around the point (0, 0) and in the usual size."""
    if not entry.symbol:
        yield Words(0, 4.5, entry.text, TEXT_SIZE, palette["ink"], bold=True)
        return
    kind, _, value = entry.symbol.partition(":")
    yield from _SIGNS[kind](0, 0, value, palette)
    yield Words(symbol_width(entry.symbol), 4.5, entry.text, TEXT_SIZE, palette["muted"])


def _placed(mark: Mark, x: float, y: float, k: float) -> Mark:
    """A mark that was made around (0, 0), enlarged and moved to where it belongs."""
    if isinstance(mark, Words):
        return replace(mark, x=x + mark.x * k, y=y + mark.y * k, size=mark.size * k)
    start = cycle((x, y))
    words = [word if word.isalpha() else f"{next(start) + float(word) * k:g}" for word in mark.path.split()]
    dash = (mark.dash[0] * k, mark.dash[1] * k) if mark.dash else None
    return replace(mark, path=" ".join(words), width=mark.width * k, dash=dash)


def _mindset_sign(x: float, y: float, value: str, palette: Palette) -> Iterator[Mark]:
    glyph = Mindset(value).glyph if value else UNKNOWN_GLYPH
    yield Shape(rounded(x, y - 9, 18, 18, 4), fill=style.MINDSETS[value])
    yield _glyph(x + 9, y, glyph, 12, palette["on_dark"])


def _role_sign(x: float, y: float, value: str, palette: Palette) -> Iterator[Mark]:
    yield from _letter(x, y - 10, value, palette)


def _level_sign(x: float, y: float, value: str, palette: Palette) -> Iterator[Mark]:
    yield from _dots(x + 5, y, int(value), palette)


def _degree_sign(x: float, y: float, value: str, palette: Palette) -> Iterator[Mark]:
    yield Shape(rounded(x, y - 8, 22, 16, 4), palette["card"], palette["border"], style.BORDERS[value])


def _edge_sign(x: float, y: float, value: str, palette: Palette) -> Iterator[Mark]:
    arrow = value in ("influences", "opposes", "introduction")
    points: Sequence[tuple[float, float]] = ((x, y), (x + 28, y))
    path = f"M {x:g} {y:g} L {x + 28:g} {y:g}"
    width = style.LINES[value]
    extra = style.STRENGTH / 2 if value == "influences" else 0.0
    yield from _edge(Edge("", value, "", "", 0.5, width + extra, arrow, tuple(points), path), palette)


def _flag_sign(x: float, y: float, value: str, palette: Palette) -> Iterator[Mark]:
    yield from _flag(x, y - 8, value or "2", palette)


def _ghost_sign(x: float, y: float, _: str, palette: Palette) -> Iterator[Mark]:
    yield Shape(rounded(x, y - 8, 22, 16, 4), palette["ghost"], palette["missing"], 1.4, (4.0, 3.0))


def _support_sign(x: float, y: float, _: str, palette: Palette) -> Iterator[Mark]:
    yield Words(x + 22, y + 4.5, "+3", 13.5, palette["good"], bold=True, anchor="end")


def _plain_sign(x: float, y: float, _: str, palette: Palette) -> Iterator[Mark]:
    yield Shape(rounded(x, y - 8, 22, 16, 4), palette["card"], palette["faint"], 1.0)


def _seller_sign(x: float, y: float, _: str, palette: Palette) -> Iterator[Mark]:
    yield Shape(rounded(x, y - 8, 22, 16, 8), palette["seller"], palette["badge"], 1.3)


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
