"""The shapes and words that marks are made of, and the signs that occur on more than one kind of box.

Paths are SVG paths with the commands M, L, Q, C and Z in absolute px; colours are names (see `stratsell.map.style`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from stratsell.map import style


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
def stripe(h: float, w: float = style.STRIPE) -> str:
    """The left end of a card, square on its right side."""
    r = style.RADIUS
    k = r * 0.4477
    right = f"M {w:g} 0 L {w:g} {h:g} L {r:g} {h:g}"
    return f"{right} C {k:g} {h:g} 0 {h - k:g} 0 {h - r:g} L 0 {r:g} C 0 {k:g} {k:g} 0 {r:g} 0 Z"


def glyph_mark(x: float, y: float, glyph: str, size: float, colour: str) -> Words:
    """Give a sign around its middle."""
    return Words(round(x, 2), round(y + size * 0.36, 2), glyph, size, colour, bold=True, anchor="middle")


def letter_marks(
    x: float, y: float, letter: str, wide: float = 24.0, *, high: float = 20.0, size: float = 12.5
) -> Iterator[Mark]:
    """Give the letter of a role on its pill, from the pill's upper left corner."""
    yield Shape(rounded(x, y, wide, high, high / 2), fill="pill")
    yield glyph_mark(x + wide / 2, y + high / 2, letter, size, "on_pill")


def dots_marks(x: float, y: float, level: int, *, apart: float = 12.0) -> Iterator[Shape]:
    """Give four dots, as many of them filled as the level says, from the middle of the first."""
    for place in range(4):
        fill = "ink" if place < level else "card"
        yield Shape(disc(x + apart * place, y, apart * 4.3 / 12), fill, "ink", apart / 10)


def flag_marks(x: float, y: float, count: str, k: float = 1.0) -> Iterator[Mark]:
    """Give a pennant, `k` times as large as usual, with how many red flags it stands for."""
    right, low, notch = x + 20 * k, y + 16 * k, x + 15.5 * k
    pennant = f"M {x:g} {y:g} L {right:g} {y:g} L {notch:g} {y + 8 * k:g} L {right:g} {low:g} L {x:g} {low:g} Z"
    yield Shape(pennant, fill="flag")
    if count:
        yield glyph_mark(x + 8 * k, y + 8 * k, count, 11 * k, "on_dark")


def badge_marks(x: float, y: float, w: float, h: float, text: str, size: float, *, bold: bool = True) -> Iterator[Mark]:
    """Give how many are put away below somebody, on a pill."""
    yield Shape(rounded(x, y, w, h, h / 2), "page", "selected", size / 10)
    yield replace(glyph_mark(x + w / 2, y + h / 2, text, size, "selected"), bold=bold)
