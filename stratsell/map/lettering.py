"""Words as Matplotlib sets them: in which fonts, and all words of a picture at once.

Setting words takes most of the time of a picture. So a text that stands in it more than once is set once, and a line
starts at a whole dot, as letters are made for: they are crisper, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.font_manager import FontEntry, FontProperties, fontManager, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.text import Text
from numpy.typing import NDArray

from stratsell.map.fonts import Font, drawable, fonts_for
from stratsell.map.shapes import Words
from stratsell.map.text import left_to_right

_SHARES = {"start": 0.0, "middle": 0.5, "end": 1.0}
"""How much of a line stands left of where it is anchored."""
_DOT = 64
"""FreeType counts in parts of a dot."""
_PEN = "\u2060"
"""A sign without shape or width around a text: dots are counted from the pen, not from the edge of a letter."""


class Lettering(Artist):
    """The words of a picture as one artist.

    Parameters
    ----------
    words : iterable of Words
        What stands where; blank ones are passed over.
    palette : mapping of str to str
        The colours by name.
    scale : float
        Points to a px of the picture.
    """

    def __init__(self, words: Iterable[Words], palette: Mapping[str, str], scale: float) -> None:
        super().__init__()
        self.set_zorder(Text.zorder)  # above shapes
        shown = (mark for mark in words if mark.text)
        self.words = tuple(
            replace(mark, text=left_to_right(drawable(mark.text)), size=mark.size * scale) for mark in shown
        )
        self.palette = palette

    def draw(self, renderer: RendererBase) -> None:
        """Set the words; where the picture is made of dots, each text of a kind once."""
        if not self.get_visible():
            return
        places = self.get_transform().transform([(mark.x, mark.y) for mark in self.words] or np.empty((0, 2)))
        stamps: dict[Any, _Stamp] = {}
        for mark, (x, y) in zip(self.words, places, strict=True):
            colour = self.palette[mark.colour]
            if isinstance(renderer, RendererAgg):
                _stamp(renderer, mark, x, y, colour, stamps)
            else:
                _write(renderer, mark, x, y, colour)
        self.stale = False


class _Stamp(NamedTuple):
    """A line of text as dots."""

    dots: NDArray[np.uint8]
    """Rows from the lowest to the topmost, as Agg wants them."""
    wide: float
    left: float
    """Where the dots begin, counted from where the line begins."""
    low: int
    """How far the lowest row lies above the baseline."""


def _stamp(renderer: RendererAgg, mark: Words, x: float, y: float, colour: str, stamps: dict[Any, _Stamp]) -> None:
    """Put a text there as dots, made now or before."""
    key = mark.text, mark.size, mark.bold, colour
    if (stamp := stamps.get(key)) is None:
        stamp = stamps[key] = _cut(*key, renderer.dpi)
    if stamp.dots.size:
        start = round(x - _SHARES[mark.anchor] * stamp.wide + stamp.left)
        renderer.draw_image(renderer.new_gc(), start, round(y) + stamp.low, stamp.dots)


def _cut(text: str, size: float, bold: bool, colour: str, dpi: float) -> _Stamp:  # noqa: FBT001
    """Make the dots of a text."""
    font = get_font([face.bold if bold else face.regular for face in fonts_for(text)])
    font.clear()
    font.set_size(size, dpi)
    font.set_text(f"{_PEN}{text}{_PEN}", 0.0, flags=LoadFlags.TARGET_LIGHT)
    wide, left = font.get_width_height()[0], 0.0
    if font.get_bitmap_offset()[0] % _DOT:  # a letter reaches beyond the pen: it gets a space to reach into
        font.set_text(f" {text} ", 0.0, flags=LoadFlags.TARGET_LIGHT)
        left = (wide - font.get_width_height()[0]) / 2 / _DOT
    font.draw_glyphs_to_bitmap()
    covered = font.get_image()
    rows, columns = covered.shape
    dots = np.empty((rows, columns, 4), dtype=np.uint8)
    dots[..., :3] = [round(255 * part) for part in to_rgb(colour)]
    dots[..., 3] = covered[::-1]
    above = (font.get_width_height()[1] - font.get_descent()) // _DOT + 1  # rows from the topmost to the baseline
    return _Stamp(dots, wide / _DOT, left, above - rows)


def _write(renderer: RendererBase, mark: Words, x: float, y: float, colour: str) -> None:
    """Write a text there, where it stays text or becomes outlines."""
    properties = _properties(tuple(font_families(mark.text)), mark.size, mark.bold)
    if share := _SHARES[mark.anchor]:
        x -= share * renderer.get_text_width_height_descent(mark.text, properties, ismath=False)[0]
    if renderer.flipy():
        y = renderer.get_canvas_width_height()[1] - y
    context = renderer.new_gc()
    context.set_foreground(colour)
    renderer.open_group("text")
    renderer.draw_text(context, x, y, mark.text, properties, 0.0)
    renderer.close_group("text")
    context.restore()


@lru_cache(maxsize=256)
def _properties(families: tuple[str, ...], size: float, bold: bool) -> FontProperties:  # noqa: FBT001
    return FontProperties(family=families, size=size, weight="bold" if bold else "normal")


def font_families(text: str) -> list[str]:
    """Name the font families that draw a text, and make them known to Matplotlib.

    For your own charts with names in any script: ``plt.rcParams["font.family"] = font_families(...)``.

    Parameters
    ----------
    text : str
        All the text that will be drawn, in any order.

    Returns
    -------
    list of str
        DejaVu Sans first, then what else the text needs.

    Examples
    --------
    >>> font_families("Ann")
    ['DejaVu Sans']
    """
    fonts = fonts_for(text)
    for font in fonts:
        _register(font)
    return [font.family for font in fonts]


_registered = {"DejaVu Sans"}


def _register(font: Font) -> None:
    """Make a font known to Matplotlib by its family's name, before others of that name, in both weights."""
    if font.family not in _registered:
        fontManager.ttflist[:0] = [
            FontEntry(str(file), getattr(file, "face_index", 0), font.family, weight=weight, size="scalable")
            for file, weight in ((font.regular, 400), (font.bold, 700))
        ]
        _registered.add(font.family)
